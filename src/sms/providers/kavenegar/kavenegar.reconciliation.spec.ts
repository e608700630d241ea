import { startFakeKavenegar, type FakeKavenegar } from '../../../../test/support/fake-kavenegar.mjs';
import { contractRequest } from '../../../../test/support/provider-contract.js';
import type { SmsRequest, SendMethod } from '../provider.contract.js';
import { ProviderHttp } from '../provider-http.js';
import { KavenegarProvider } from './kavenegar.provider.js';

const KEY = 'SECRET4B6579';
const HOUR = 3_600_000;
const request = contractRequest({ recipient: '+989121234567', country: 'IR' });
const deadline = () => AbortSignal.timeout(20_000);

describe('Reconciliation with Kavenegar', () => {
  let fake: FakeKavenegar;
  let http: ProviderHttp;
  let provider: KavenegarProvider;
  let since: Date;

  beforeEach(async () => {
    since = new Date();
    http = new ProviderHttp();
    fake = await startFakeKavenegar({ apiKey: KEY });
    provider = new KavenegarProvider(
      { apiKey: KEY, baseUrl: fake.url, sender: '2000660110', template: 'verify' },
      http,
    );
  });

  afterEach(() => Promise.all([fake.close(), http.close()]));

  const reconcile = (method: SendMethod, from = since) => provider.reconcile(request, method, from, deadline());

  async function loseTheAnswer(method: SendMethod, delivers: boolean, changes: Partial<SmsRequest> = {}) {
    fake.failNext({ transport: 'close', delivers });
    expect(await provider.send({ ...request, ...changes }, method, deadline())).toMatchObject({ outcome: 'unknown' });
  }

  it.each<SendMethod>(['lookup', 'plain', 'default_line'])('a message that was sent is found (%s)', async (method) => {
    await loseTheAnswer(method, true);
    expect(await reconcile(method)).toEqual({
      outcome: 'accepted',
      providerMessageId: fake.messages[0]?.messageid,
      rawCode: 200,
    });
  });

  it.each<SendMethod>(['lookup', 'plain', 'default_line'])(
    'a message that was not sent is recognised (%s)',
    async (method) => {
      await loseTheAnswer(method, false);
      await loseTheAnswer(method, true, { recipient: '+989129999999', localId: 451n });
      expect(await reconcile(method)).toBe('not_sent');
    },
  );

  it.each<[SendMethod, string, () => Record<string, string>]>([
    ['plain', 'sms/statuslocalmessageid', () => ({ localid: '450' })],
    [
      'lookup',
      'sms/statusbyreceptor',
      () => ({ receptor: '09121234567', startdate: String(Math.floor(since.getTime() / 1000)) }),
    ],
  ])('reconciliation makes one call (%s)', async (method, scope, form) => {
    await reconcile(method);
    expect(fake.requests).toMatchObject([{ method: 'POST', path: `/v1/${KEY}/${scope}.json` }]);
    expect(fake.requests[0]?.form).toEqual(form());
  });

  it('an earlier message to the number is not mistaken for this one', async () => {
    await loseTheAnswer('lookup', true);
    fake.messages[0]!.at = new Date(since.getTime() - 60_000);
    expect(await reconcile('lookup')).toBe('not_sent');
  });

  it('two messages to the number give no result', async () => {
    await loseTheAnswer('lookup', true);
    await loseTheAnswer('lookup', true);
    expect(await reconcile('lookup')).toBeUndefined();
  });

  it.each<[SendMethod, number]>([
    ['plain', 13],
    ['default_line', 13],
    ['lookup', 25],
  ])('messages that are too old give no result (%s, %i h)', async (method, hours) => {
    expect(await reconcile(method, new Date(Date.now() - hours * HOUR))).toBeUndefined();
    expect(fake.requests).toHaveLength(0);
  });

  it.each<[string, object | 'close']>([
    ['no answer', 'close'],
    ['a refusal', { status: 409 }],
    ['an answer that is not a list', { body: '{"return":{"status":200},"entries":"x"}' }],
  ])('reconciliation has no result after %s', async (_what, fault) => {
    for (const method of ['plain', 'lookup'] as const) {
      fake.failNext(fault);
      expect(await reconcile(method)).toBeUndefined();
    }
  });

  it('a method that Kavenegar does not have gives no result', async () => {
    expect(await reconcile('verify')).toBeUndefined();
    expect(fake.requests).toHaveLength(0);
  });
});
