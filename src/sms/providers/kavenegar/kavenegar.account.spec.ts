import { startFakeKavenegar, type FakeKavenegar } from '../../../../test/support/fake-kavenegar.mjs';
import type { SendFailure } from '../provider.contract.js';
import { ProviderHttp } from '../provider-http.js';
import { KavenegarProvider } from './kavenegar.provider.js';

const KEY = 'SECRET4B6579';
const deadline = () => AbortSignal.timeout(20_000);

describe('A Kavenegar account', () => {
  let fake: FakeKavenegar;
  let http: ProviderHttp;
  let provider: KavenegarProvider;

  beforeEach(async () => {
    http = new ProviderHttp();
    fake = await startFakeKavenegar({ apiKey: KEY });
    provider = new KavenegarProvider(
      { apiKey: KEY, baseUrl: fake.url, sender: '2000660110', template: 'verify', minCredit: 10_000 },
      http,
    );
  });

  afterEach(() => Promise.all([fake.close(), http.close()]));

  describe('account()', () => {
    it('the report has credit, type, expiry and settings, and reading it changes nothing', async () => {
      const before = { ...fake.config };
      expect(await provider.account(deadline())).toEqual({
        credit: 10_000_000,
        currency: 'IRR',
        type: 'master',
        expiresAt: new Date('2031-01-01T00:00:00Z'),
        settings: before,
      });
      expect(before).toMatchObject({ defaultsender: '2000660110', debugmode: 'disabled', mincreditalarm: '50000' });
      expect(fake.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
        `GET /v1/${KEY}/account/config.json`,
        `GET /v1/${KEY}/account/info.json`,
      ]);
      expect(fake.config).toEqual(before);
      expect(provider.minCredit).toBe(10_000);
    });

    it('the report has the credit even if the settings cannot be read', async () => {
      fake.failNext(407, { scope: 'account/config' });
      expect(await provider.account(deadline())).not.toHaveProperty('settings');
      fake.failNext({ body: '{"return":{"status":200},"entries":null}' }, { scope: 'account/config' });
      expect(await provider.account(deadline())).toMatchObject({ credit: 10_000_000 });
    });

    it.each([
      [
        'a number in a string',
        '{"remaincredit":"120","expiredate":"13"}',
        { credit: 120, expiresAt: new Date(13_000) },
      ],
      ['a negative credit', '{"remaincredit":-5,"expiredate":null,"type":null}', { credit: -5 }],
    ])('the report can be read with %s', async (_what, entries, expected) => {
      fake.failNext({ body: `{"return":{"status":200},"entries":${entries}}` }, { scope: 'account/info' });
      expect(await provider.account(deadline())).toEqual({ currency: 'IRR', settings: fake.config, ...expected });
    });

    it.each<[string, object, string]>([
      ['a refusal', { status: 401 }, 'Kavenegar refused the account (401)'],
      [
        'an unreadable answer',
        { body: '{"return":{"status":200},"entries":[]}' },
        'account information could not be read',
      ],
    ])('reading the account throws a sentence after %s', async (_what, fault, sentence) => {
      fake.failNext(fault, { scope: 'account/info' });
      await expect(provider.account(deadline())).rejects.toThrow(sentence);
    });
  });

  describe('explain()', () => {
    const failed: SendFailure = { outcome: 'transient', rawCode: 402, meaning: 'unchanged' };

    it('a 402 becomes insufficient credit if there is no credit', async () => {
      fake.account.remaincredit = 90;
      expect(await provider.explain(failed, deadline())).toEqual({
        outcome: 'provider_down',
        rawCode: 402,
        meaning: 'Insufficient credit on the Kavenegar account (402). Top it up.',
      });
      expect(fake.requests).toMatchObject([{ scope: 'account/info' }]);
    });

    it('a 402 stays unchanged if there is credit, or if the credit cannot be read', async () => {
      expect(await provider.explain(failed, deadline())).toBe(failed);
      fake.account.remaincredit = 0;
      fake.failNext('close');
      expect(await provider.explain(failed, deadline())).toBe(failed);
      fake.failNext({ body: '{"return":{"status":200},"entries":null}' });
      expect(await provider.explain(failed, deadline())).toBe(failed);
    });

    it('other codes stay unchanged, without a call', async () => {
      const other = { ...failed, rawCode: 418 };
      expect(await provider.explain(other, deadline())).toBe(other);
      expect(fake.requests).toHaveLength(0);
    });

    it('a send with a 402 makes only one call', async () => {
      fake.failNext(402);
      await provider.send(
        {
          messageId: '0199a0c0-0000-7000-8000-000000000001',
          localId: 1n,
          recipient: '+989121234567',
          country: 'IR',
          text: 'x',
          channel: 'sms',
          validForSeconds: 60,
        },
        'plain',
        deadline(),
      );
      expect(fake.requests).toHaveLength(1);
    });
  });

  describe('cancel()', () => {
    async function schedule(date: number) {
      const form = { receptor: '09121234567', message: 'x', date: String(date) };
      await http.post(`${fake.url}/v1/${KEY}/sms/send.json`, form, { signal: deadline() });
      return fake.messages.at(-1)!;
    }

    it('a scheduled message is cancelled and its cost refunded', async () => {
      const message = await schedule(Date.now() / 1000 + 3600);
      expect(message.status).toBe(2);
      const credit = fake.account.remaincredit;
      expect(await provider.cancel(message.messageid, deadline())).toBe(true);
      expect(fake.requests.at(-1)).toMatchObject({ method: 'POST', path: `/v1/${KEY}/sms/cancel.json` });
      expect(fake.requests.at(-1)?.form).toEqual({ messageid: message.messageid });
      expect(message.status).toBe(13);
      expect(fake.account.remaincredit).toBe(credit + 120);
      expect(await provider.pollDelivery([message.messageid], deadline())).toMatchObject([{ state: 'cancelled' }]);
    });

    it('messages that were sent or are unknown are not cancelled, nor are any without a confirmation', async () => {
      const message = await schedule(Date.now() / 1000 + 3600);
      fake.setStatus(message.messageid, 10);
      expect(await provider.cancel(message.messageid, deadline())).toBe(false);
      expect(await provider.cancel('1', deadline())).toBe(false);
      fake.setStatus(message.messageid, 2);
      fake.failNext(409);
      expect(await provider.cancel(message.messageid, deadline())).toBe(false);
      fake.failNext({ transport: 'close', delivers: true });
      expect(await provider.cancel(message.messageid, deadline())).toBe(false);
    });
  });
});
