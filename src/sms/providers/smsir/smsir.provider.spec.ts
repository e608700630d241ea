import { startFakeSmsIr, type FakeSmsIr } from '../../../../test/support/fake-smsir.mjs';
import { contractRequest } from '../../../../test/support/provider-contract.js';
import type { DeliveryState, SendOutcome, SmsRequest, SendMethod } from '../provider.contract.js';
import { ProviderHttp } from '../provider-http.js';
import { messageStatuses } from './smsir.message-statuses.js';
import { SmsIrProvider, type SmsIrOptions } from './smsir.provider.js';

const KEY = 'SECRET736D73';
const request = contractRequest({ recipient: '+989121234567', country: 'IR' });
const template = { name: '123456', tokens: ['17'] };
const deadline = () => AbortSignal.timeout(20_000);

describe('SmsIrProvider', () => {
  let fake: FakeSmsIr;
  let http: ProviderHttp;

  beforeEach(async () => {
    http = new ProviderHttp();
    fake = await startFakeSmsIr({ apiKey: KEY, lines: [30007], blacklist: ['09129999999'] });
  });

  afterEach(() => Promise.all([fake.close(), http.close()]));

  const provider = (options: Partial<SmsIrOptions> = {}) =>
    new SmsIrProvider(
      { apiKey: KEY, baseUrl: fake.url, sender: '30007', template: '123456', templateParameter: 'CODE', ...options },
      http,
    );
  const send = (method: SendMethod, changes: Partial<SmsRequest> = {}, options: Partial<SmsIrOptions> = {}) =>
    provider(options).send({ ...request, ...changes }, method, deadline());

  it.each<[string, Partial<SmsRequest>, Partial<SmsIrOptions>, SendMethod[]]>([
    ['a code', {}, {}, ['lookup', 'plain']],
    ['a code without a configured template', {}, { template: undefined }, ['plain']],
    ['a code without a configured line', {}, { sender: undefined }, ['lookup']],
    ['a code with neither', {}, { sender: undefined, template: undefined }, []],
    ['a text', { otp: undefined }, {}, ['plain']],
    ['a text from another line', { otp: undefined, sender: '30001' }, {}, ['plain', 'default_line']],
    ['a template', { otp: undefined, template, text: '' }, {}, ['lookup']],
    ["another provider's template", { otp: undefined, template: { name: 'order', tokens: ['1'] } }, {}, ['plain']],
    ['a call', { channel: 'call' }, {}, []],
    ['a number outside Iran', { recipient: '+573001234567' }, {}, []],
  ])('the provider lists the methods for %s', (_what, changes, options, methods) => {
    expect(provider(options).methods({ ...request, ...changes })).toEqual(methods);
  });

  it.each<[string, SendMethod, Partial<SmsRequest>, Partial<SmsIrOptions>, Partial<SendOutcome>]>([
    ['a number outside Iran', 'plain', { recipient: '+573001234567' }, {}, { outcome: 'misconfigured' }],
    ['an empty text', 'plain', { text: '' }, {}, { outcome: 'rejected' }],
    ['a line that is a name', 'plain', { sender: 'Shop' }, {}, { outcome: 'misconfigured', tryNextMethod: true }],
    [
      'a template that is a name',
      'lookup',
      {},
      { template: 'verify' },
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
    [
      'a value of 26',
      'lookup',
      { template: { ...template, tokens: ['x'.repeat(26)] } },
      {},
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
    [
      'four values',
      'lookup',
      { template: { ...template, tokens: ['1', '2', '3', '4'] } },
      {},
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
    ['no value', 'lookup', { otp: undefined }, {}, { outcome: 'misconfigured', tryNextMethod: true }],
    [
      'a value with spaces',
      'lookup',
      { template: { ...template, token10: 'a b' } },
      {},
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
  ])('%s is refused without a call', async (_what, method, changes, options, expected) => {
    expect(await send(method, changes, options)).toMatchObject({
      ...expected,
      refusedByRamz: true,
      meaning: expect.stringMatching(/^Ramz did not call SMS\.ir: .*\.$/),
    });
    expect(fake.requests).toHaveLength(0);
  });

  it('the name of the parameter is configurable', async () => {
    await send('lookup', {}, { templateParameter: 'Otp' });
    expect(fake.messages).toMatchObject([{ parameters: [{ name: 'Otp', value: '482913' }] }]);
  });

  it('a refused template or line allows the next method', async () => {
    expect(await send('lookup', {}, { template: '9' })).toMatchObject({ rawCode: 113, tryNextMethod: true });
    expect(await send('plain', { sender: '30001' })).toMatchObject({
      rawCode: 101,
      meaning: 'Sender line 30001 is not one of the SMS.ir account (101). Use a line of the account, or none.',
      tryNextMethod: true,
    });
    expect(await send('default_line', { sender: '30001' })).toMatchObject({ outcome: 'accepted' });
  });

  it.each<[string, string, Partial<SendOutcome>]>([
    ['0 instead of an id', '[0]', { outcome: 'misconfigured', rawCode: 115 }],
    ['null instead of an id', '[null]', { outcome: 'rejected', rawCode: 1 }],
    ['no id', '[]', { outcome: 'unknown', rawCode: 1 }],
    ['no list', 'null', { outcome: 'unknown', rawCode: 1 }],
  ])('a success with %s is not accepted', async (_what, messageIds, expected) => {
    fake.failNext({ body: `{"status":1,"message":"موفق","data":{"messageIds":${messageIds},"cost":0}}` });
    expect(await send('plain')).toMatchObject(expected);
  });

  it('a blacklisted number refuses texts, but not templates', async () => {
    expect(await send('plain', { recipient: '+989129999999' })).toMatchObject({ rawCode: 115 });
    expect(await send('lookup', { recipient: '+989129999999' })).toMatchObject({ outcome: 'accepted' });
  });

  it.each<[string, object, Partial<SendOutcome>]>([
    ['the body, not the HTTP status', { code: 102, httpStatus: 200 }, { outcome: 'provider_down', rawCode: 102 }],
    ['throttling', { code: 20, retryAfter: 7 }, { outcome: 'transient', throttled: true, retryAfterMs: 7000 }],
    [
      'throttling by a gateway',
      { transport: 'html', httpStatus: 429, retryAfter: 7 },
      { outcome: 'transient', throttled: true, retryAfterMs: 7000 },
    ],
    [
      'a request of the wrong form',
      { body: '{"title":"One or more…","status":400}', httpStatus: 400 },
      { outcome: 'rejected', meaning: expect.stringContaining('the form of the request (HTTP 400)') },
    ],
    [
      'a success with an HTTP error status',
      { body: '{"status":1,"data":{"messageId":7}}', httpStatus: 500 },
      { outcome: 'accepted', providerMessageId: '7' },
    ],
    ['an internal error', { code: 0 }, { outcome: 'unknown', rawCode: 0 }],
  ])('the provider reads %s', async (_what, fault, expected) => {
    fake.failNext(fault);
    expect(await send('lookup')).toMatchObject(expected);
  });

  it('a wrong API key means that the provider is down', async () => {
    expect(await send('lookup', {}, { apiKey: 'WRONG' })).toMatchObject({ outcome: 'provider_down', rawCode: 10 });
  });

  describe('delivery', () => {
    it.each<[number, DeliveryState]>([
      [1, 'delivered'],
      [2, 'undelivered'],
      [3, 'pending'],
      [4, 'pending'],
      [5, 'pending'],
      [6, 'failed'],
      [7, 'undelivered'],
      [8, 'pending'],
      [9, 'pending'],
    ])('the state %i is reported as %s', async (status, state) => {
      await send('lookup');
      const [message] = fake.messages;
      message!.deliveryState = status;
      const id = String(message!.messageId);
      const meaning =
        messageStatuses[status]?.meaning ?? `SMS.ir reports the status ${status}, which Ramz does not know.`;
      expect(await provider().pollDelivery([id], deadline())).toEqual([
        { providerMessageId: id, state, rawStatus: String(status), meaning },
      ]);
    });

    it('delivery is pending at first and for unknown ids, and ids of other providers are not polled', async () => {
      await send('lookup');
      const id = String(fake.messages[0]!.messageId);
      fake.requests.length = 0;
      expect(await provider().pollDelivery([id, '7', 'SM1'], deadline())).toMatchObject([
        { providerMessageId: id, state: 'pending' },
        { providerMessageId: '7', state: 'pending', rawStatus: '111' },
      ]);
      expect(fake.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
        `GET /v1/send/7`,
        `GET /v1/send/${id}`,
      ]);
    });

    it.each<[string, number | object, string]>([
      ['a refusal', 10, 'Invalid SMS.ir API key (10).'],
      ['no answer', { transport: 'close' }, 'SMS.ir gave no answer: '],
      ['an unreadable answer', { body: '{"status":1,"data":7}' }, 'could not be read'],
    ])('polling throws a sentence after %s', async (_what, fault, sentence) => {
      fake.failNext(fault);
      await expect(provider().pollDelivery(['1'], deadline())).rejects.toThrow(sentence);
    });
  });

  describe('account', () => {
    it('the account report has credit and lines', async () => {
      expect(await provider({ minCredit: 50 }).account(deadline())).toEqual({
        credit: 1000,
        currency: 'XXX',
        settings: { lines: '30007' },
      });
      expect(provider({ minCredit: 50 }).minCredit).toBe(50);
    });

    it('reading the account throws a sentence if the credit cannot be read', async () => {
      await expect(provider({ apiKey: 'WRONG' }).account(deadline())).rejects.toThrow('Invalid SMS.ir API key (10).');
      fake.failNext({ body: '{"status":1,"data":"x"}' });
      fake.failNext({ body: '{"status":1,"data":"x"}' });
      await expect(provider().account(deadline())).rejects.toThrow('could not be read');
    });
  });
});
