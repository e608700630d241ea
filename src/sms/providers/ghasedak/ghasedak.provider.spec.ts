import { startFakeGhasedak, type FakeGhasedak } from '../../../../test/support/fake-ghasedak.mjs';
import { contractRequest } from '../../../../test/support/provider-contract.js';
import type { DeliveryState, SendMethod, SendOutcome, SmsRequest } from '../provider.contract.js';
import { ProviderHttp } from '../provider-http.js';
import { GhasedakProvider, type GhasedakOptions } from './ghasedak.provider.js';
import { ghasedak } from './index.js';

const KEY = 'SECRET676873';
const request = contractRequest({ recipient: '+989121234567', country: 'IR' });
const template = { name: 'order', tokens: ['17'] };
const deadline = () => AbortSignal.timeout(20_000);

describe('GhasedakProvider', () => {
  let fake: FakeGhasedak;
  let http: ProviderHttp;

  beforeEach(async () => {
    http = new ProviderHttp();
    fake = await startFakeGhasedak({ apiKey: KEY, lines: ['30005088'] });
  });

  afterEach(() => Promise.all([fake.close(), http.close()]));

  const provider = (options: Partial<GhasedakOptions> = {}) =>
    new GhasedakProvider(
      { apiKey: KEY, baseUrl: fake.url, sender: '30005088', template: 'verify', templateParameter: 'Code', ...options },
      http,
    );
  const send = (method: SendMethod, changes: Partial<SmsRequest> = {}, options: Partial<GhasedakOptions> = {}) =>
    provider(options).send({ ...request, ...changes }, method, deadline());

  it.each<[string, Partial<SmsRequest>, Partial<GhasedakOptions>, SendMethod[]]>([
    ['a code', {}, {}, ['lookup', 'plain']],
    ['a code without a configured template', {}, { template: undefined }, ['plain']],
    ['a code without a configured line', {}, { sender: undefined }, ['lookup']],
    ['a code with neither', {}, { sender: undefined, template: undefined }, []],
    ['a text', { otp: undefined }, {}, ['plain']],
    ['a text from another line', { otp: undefined, sender: '210002' }, {}, ['plain', 'default_line']],
    ['a template', { otp: undefined, template, text: '' }, { template: undefined }, ['lookup']],
    ['a call', { channel: 'call' }, {}, ['lookup']],
    ['a call without a configured template', { channel: 'call' }, { template: undefined }, []],
    ['a number outside Iran', { recipient: '+573001234567' }, {}, []],
  ])('the provider lists the methods for %s', (_what, changes, options, methods) => {
    expect(provider(options).methods({ ...request, ...changes })).toEqual(methods);
  });

  it.each<[string, SendMethod, Partial<SmsRequest>, Partial<GhasedakOptions>, Partial<SendOutcome>]>([
    ['an empty text', 'plain', { text: ' ' }, {}, { outcome: 'rejected' }],
    ['a text of 1001 characters', 'plain', { text: 'x'.repeat(1001) }, {}, { outcome: 'rejected' }],
    ['a text without a line', 'plain', {}, { sender: undefined }, { outcome: 'misconfigured', tryNextMethod: true }],
    [
      'a code without a template',
      'lookup',
      {},
      { template: undefined },
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
    [
      'an empty value',
      'lookup',
      { template: { ...template, tokens: [''] } },
      {},
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
    [
      'a template with four values',
      'lookup',
      { template: { ...template, tokens: ['1', '2', '3', '4'] } },
      {},
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
    [
      'a template with a value with spaces',
      'lookup',
      { template: { ...template, token20: 'a b' } },
      {},
      { outcome: 'misconfigured', tryNextMethod: true },
    ],
  ])('%s is refused without a call', async (_what, method, changes, options, expected) => {
    expect(await send(method, changes, options)).toMatchObject({
      ...expected,
      refusedByRamz: true,
      meaning: expect.stringMatching(/^Ramz did not call Ghasedak: .*\.$/),
    });
    expect(fake.requests).toHaveLength(0);
  });

  it('a refused template or line allows the next method', async () => {
    expect(await send('lookup', {}, { template: 'none' })).toMatchObject({ rawCode: 428, tryNextMethod: true });
    expect(await send('lookup', {}, { templateParameter: 'x' })).toMatchObject({ rawCode: 429, tryNextMethod: true });
    expect(await send('plain', { sender: '210002' })).toMatchObject({
      rawCode: 412,
      meaning:
        'Sender line 210002 is not active, or this account may not use it (412). Use a line of the account, or none.',
      tryNextMethod: true,
    });
    expect(await send('default_line', { sender: '210002' })).toMatchObject({ outcome: 'accepted' });
  });

  it.each<[string, object, Partial<SendOutcome>]>([
    [
      'an envelope with capitals',
      { body: '{"IsSuccess":true,"StatusCode":200,"Data":{"Items":[{"MessageId":"7","Cost":940}]}}' },
      { outcome: 'accepted', providerMessageId: '7', cost: 940 },
    ],
    ['a failure with HTTP 200', { code: 418, httpStatus: 200 }, { outcome: 'provider_down', rawCode: 418 }],
    [
      'a success with an HTTP error status',
      { body: '{"isSuccess":true,"statusCode":200,"data":{"items":[{"messageId":7}]}}', httpStatus: 500 },
      { outcome: 'accepted', providerMessageId: '7' },
    ],
    [
      'a success without a message',
      { body: '{"isSuccess":true,"statusCode":200,"data":{"items":[]}}' },
      { outcome: 'unknown', rawCode: 200 },
    ],
    ['a failure that may pass', { code: 402, retryAfter: 7 }, { outcome: 'transient', retryAfterMs: 7000 }],
    ['a duplicate', { code: 451 }, { outcome: 'unknown', rawCode: 451 }],
    [
      'throttling by a gateway',
      { transport: 'html', httpStatus: 429, retryAfter: 7 },
      { outcome: 'transient', throttled: true, retryAfterMs: 7000 },
    ],
  ])('the provider reads %s', async (_what, fault, expected) => {
    fake.failNext(fault);
    expect(await send('lookup')).toMatchObject(expected);
  });

  it('a wrong API key means that the provider is down', async () => {
    expect(await send('lookup', {}, { apiKey: 'WRONG' })).toMatchObject({ outcome: 'provider_down', rawCode: 401 });
  });

  it.each<[number, DeliveryState]>([
    [0, 'pending'],
    [1, 'cancelled'],
    [2, 'undelivered'],
    [3, 'pending'],
    [4, 'undelivered'],
    [5, 'delivered'],
    [6, 'failed'],
    [7, 'undelivered'],
    [8, 'pending'],
    [9, 'pending'],
  ])('the delivery status %i is reported as %s', async (status, state) => {
    await send('lookup');
    const [message] = fake.messages;
    message!.status = status;
    const providerMessageId = message!.messageId;
    expect(await provider().pollDelivery([providerMessageId], deadline())).toMatchObject([
      { providerMessageId, state, rawStatus: String(status) },
    ]);
  });

  it('delivery of many messages is one call, without the ids of other providers', async () => {
    await Promise.all([send('lookup'), send('plain')]);
    fake.requests.length = 0;
    const [first, second] = fake.messages.map(({ messageId }) => messageId);
    const reports = await provider().pollDelivery([first!, 'SM1', second!, '1'], deadline());
    expect(reports.map(({ providerMessageId }) => providerMessageId)).toEqual([first, second]);
    expect(fake.requests.map(({ form }) => form)).toEqual([{ Ids: `${first},${second},1`, Type: '1' }]);
    expect(await provider().pollDelivery(['SM1'], deadline())).toEqual([]);
    expect(fake.requests).toHaveLength(1);
  });

  it.each<[string, number | object, string]>([
    ['a refusal', 401, 'The Ghasedak API key is invalid'],
    ['no answer', { transport: 'close' }, 'Ghasedak gave no answer: '],
    ['an unreadable answer', { body: '{"isSuccess":true,"statusCode":200,"data":7}' }, 'could not be read'],
  ])('polling throws a sentence after %s', async (_what, fault, sentence) => {
    fake.failNext(fault);
    await expect(provider().pollDelivery(['1'], deadline())).rejects.toThrow(sentence);
  });

  it('a message with a lost answer is found by our own id, and stays unknown if it is not found', async () => {
    const reconcile = () => provider().reconcile(request, 'lookup', new Date(), deadline());
    expect(await reconcile()).toBeUndefined();
    fake.failNext({ transport: 'close', delivers: true });
    expect(await send('lookup')).toMatchObject({ outcome: 'unknown' });
    expect(await reconcile()).toMatchObject({
      outcome: 'accepted',
      providerMessageId: fake.messages[0]!.messageId,
    });
    expect(fake.requests.at(-1)?.form).toEqual({ Ids: '450', Type: '2' });
    fake.failNext('close');
    expect(await reconcile()).toBeUndefined();
  });

  it('the account report has credit, plan and expiry', async () => {
    expect(await provider({ minCredit: 50 }).account(deadline())).toEqual({
      credit: 1_000_000,
      currency: 'IRR',
      type: 'Pro',
      expiresAt: new Date('2030-01-01T00:00:00'),
    });
    expect(provider({ minCredit: 50 }).minCredit).toBe(50);
  });

  it('reading the account throws a sentence if the credit cannot be read', async () => {
    await expect(provider({ apiKey: 'WRONG' }).account(deadline())).rejects.toThrow('API key is invalid');
    fake.failNext({ body: '{"isSuccess":true,"statusCode":200,"data":"x"}' });
    await expect(provider().account(deadline())).rejects.toThrow('could not be read');
  });

  describe('the diagnosis', () => {
    const diagnose = async (options: Partial<GhasedakOptions> = {}) => {
      const findings = await provider(options).diagnose(deadline());
      return Object.fromEntries(findings.map(({ subject, ...finding }) => [subject, finding]));
    };

    it('passes a template with the parameter of the code, and sends nothing', async () => {
      expect(await diagnose()).toEqual({
        sender: { status: 'pass', message: expect.stringContaining('--only ghasedak/plain') },
        template: { status: 'pass', message: 'Template "verify" has the parameter Code.' },
      });
      expect(fake.requests.map(({ scope, form }) => [scope, form])).toEqual([
        ['GetOtpTemplateParameters', { TemplateName: 'verify' }],
      ]);
      expect(fake.messages).toEqual([]);
    });

    it('names a template that the account does not have', async () => {
      expect(await diagnose({ template: 'missing' })).toMatchObject({
        template: {
          status: 'fail',
          message: 'Template "missing" is not valid on the Ghasedak account (428).',
          fix: expect.stringContaining('set GHASEDAK_TEMPLATE'),
        },
      });
    });

    it.each([
      [{ params: ['Pin'] }, 'the parameters Pin, and', 'Set GHASEDAK_TEMPLATE_PARAMETER to Pin.'],
      [{ params: ['Code', 'Name'] }, 'the parameters Code, Name, and', 'so that the code is its only parameter'],
      [{ params: [] }, 'no parameter, and', 'so that the code is its only parameter'],
    ])('names the parameters of a template that needs others: %j', async (data, message, fix) => {
      fake.failNext({ body: JSON.stringify({ isSuccess: true, statusCode: 200, data }) });
      expect(await diagnose()).toMatchObject({
        template: { status: 'fail', message: expect.stringContaining(message), fix: expect.stringContaining(fix) },
      });
    });

    it.each<number | object>([500, { body: '{"isSuccess":true,"statusCode":200,"data":{}}' }, { transport: 'close' }])(
      'warns where the template cannot be read: %j',
      async (fault) => {
        fake.failNext(fault);
        expect(await diagnose()).toMatchObject({ template: { status: 'warn' } });
      },
    );

    it('leaves out what is not configured', async () => {
      expect(await diagnose({ sender: undefined, template: undefined })).toEqual({});
      expect(fake.requests).toEqual([]);
    });
  });

  it('the sender line has to be a number, and the credit a whole number', () => {
    const read = (variables: object) => () => ghasedak.configure({ GHASEDAK_API_KEY: KEY, ...variables });
    expect(read({ GHASEDAK_SENDER: 'Shop' })).toThrow('must be the number of a line');
    expect(read({ GHASEDAK_MIN_CREDIT: 'x' })).toThrow('must be a whole number');
    expect(read({ GHASEDAK_SENDER: '30005088' })).not.toThrow();
  });
});
