import { setImmediate as nextTurn } from 'node:timers/promises';
import { startFakeKavenegar, type FakeKavenegar } from '../../../../test/support/fake-kavenegar.mjs';
import { ProviderHttp } from '../provider-http.js';
import type { SendOutcome, SmsRequest, SendFailure, SendMethod } from '../provider.contract.js';
import { KavenegarProvider, type KavenegarOptions } from './kavenegar.provider.js';

const KEY = 'SECRET4B6579';
const CODE = '482913';
const request: SmsRequest = {
  messageId: '0199a0c0-0000-7000-8000-000000000001',
  localId: 450n,
  recipient: '+989121234567',
  text: `کد تأیید شما: ${CODE}`,
  country: 'IR',
  otp: { code: CODE, locale: 'fa' },
  validForSeconds: 300,
  channel: 'sms',
};

const template = { name: 'order', tokens: ['A-17', '۱۲', 'Tehran'] };

describe('KavenegarProvider', () => {
  let fake: FakeKavenegar;
  let http: ProviderHttp;
  let outcomes: SendOutcome[];

  beforeEach(async () => {
    outcomes = [];
    http = new ProviderHttp();
    fake = await startFakeKavenegar({ apiKey: KEY, lines: ['2000660110', '30001'], templates: ['verify', 'order'] });
  });

  afterEach(async () => {
    const text = JSON.stringify(outcomes);
    await Promise.all([fake.close(), http.close()]);
    for (const secret of [KEY, CODE, '9121234567', '127.0.0.1']) {
      if (text.includes(secret)) throw new Error(`An outcome contains ${secret}: ${text}`);
    }
  });

  const provider = (options: Partial<KavenegarOptions> = {}) =>
    new KavenegarProvider(
      { apiKey: KEY, baseUrl: fake.url, sender: '2000660110', template: 'verify', ...options },
      http,
    );

  async function send(method: SendMethod, changes: Partial<SmsRequest> = {}, options: Partial<KavenegarOptions> = {}) {
    const outcome = await provider(options).send({ ...request, ...changes }, method, AbortSignal.timeout(20_000));
    outcomes.push(outcome);
    return outcome;
  }

  describe('methods()', () => {
    it.each<[string, Partial<SmsRequest>, SendMethod[]]>([
      ['a code', {}, ['lookup', 'plain', 'default_line']],
      ['a text', { otp: undefined }, ['plain', 'default_line']],
      ['a call', { channel: 'call' }, ['lookup']],
      ['a template and a text', { otp: undefined, template }, ['lookup', 'plain', 'default_line']],
      ['a template alone', { otp: undefined, template, text: '' }, ['lookup']],
      ['a template by call', { otp: undefined, template, channel: 'call' }, ['lookup']],
    ])('the provider lists the methods for %s', (_what, changes, methods) => {
      expect(provider().methods({ ...request, ...changes })).toEqual(methods);
    });
  });

  describe('A request', () => {
    it.each<[string, SendMethod, Partial<SmsRequest>, string, Record<string, string>]>([
      ['a lookup', 'lookup', {}, 'verify/lookup', { receptor: '09121234567', template: 'verify', token: CODE }],
      [
        'a call',
        'lookup',
        { channel: 'call' },
        'verify/lookup',
        { receptor: '09121234567', template: 'verify', token: CODE, type: 'call' },
      ],
      [
        'a plain text',
        'plain',
        {},
        'sms/send',
        { receptor: '09121234567', message: request.text, localid: '450', sender: '2000660110' },
      ],
      [
        'a text by the default line',
        'default_line',
        {},
        'sms/send',
        { receptor: '09121234567', message: request.text, localid: '450' },
      ],
      [
        'a foreign number',
        'lookup',
        { recipient: '+97433123456' },
        'verify/lookup',
        { receptor: '0097433123456', template: 'verify', token: CODE },
      ],
      [
        "the caller's template",
        'lookup',
        { otp: undefined, template },
        'verify/lookup',
        { receptor: '09121234567', template: 'order', token: 'A-17', token2: '۱۲', token3: 'Tehran' },
      ],
      [
        "the caller's template, even for a code",
        'lookup',
        { template: { name: 'order', tokens: ['17'] } },
        'verify/lookup',
        { receptor: '09121234567', template: 'order', token: '17' },
      ],
      [
        'values with spaces',
        'lookup',
        {
          otp: undefined,
          template: { name: 'order', tokens: ['17'], token10: 'سارا احمدی', token20: 'a b c d e f g h i' },
        },
        'verify/lookup',
        {
          receptor: '09121234567',
          template: 'order',
          token: '17',
          token10: 'سارا احمدی',
          token20: 'a b c d e f g h i',
        },
      ],
      [
        'a template by call',
        'lookup',
        { otp: undefined, template: { name: 'order', tokens: ['17', 'x'] }, channel: 'call' },
        'verify/lookup',
        { receptor: '09121234567', template: 'order', token: '17', token2: 'x', type: 'call' },
      ],
      [
        "a plain text from the caller's line",
        'plain',
        { sender: '30001' },
        'sms/send',
        { receptor: '09121234567', message: request.text, localid: '450', sender: '30001' },
      ],
      [
        "a text by the default line, despite the caller's line",
        'default_line',
        { sender: '30001' },
        'sms/send',
        { receptor: '09121234567', message: request.text, localid: '450' },
      ],
    ])('the request for %s is exact', async (_what, method, changes, scope, form) => {
      expect(await send(method, changes)).toEqual({
        outcome: 'accepted',
        providerMessageId: fake.messages[0]?.messageid,
        rawCode: 200,
        cost: expect.any(Number),
        currency: 'IRR',
      });
      expect(fake.requests).toHaveLength(1);
      expect(fake.requests[0]).toMatchObject({
        method: 'POST',
        path: `/v1/${KEY}/${scope}.json`,
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(fake.requests[0]?.form).toEqual(form);
    });

    it('the connection is reused', async () => {
      await send('lookup');
      await nextTurn();
      await send('plain');
      expect(fake.requests[1]?.remotePort).toBe(fake.requests[0]?.remotePort);
    });

    it('the base URL may end in a slash', async () => {
      expect((await send('plain', {}, { baseUrl: `${fake.url}/` })).outcome).toBe('accepted');
    });

    it('a repeated plain text is not sent twice', async () => {
      fake.failNext({ transport: 'close', delivers: true });
      expect((await send('plain')).outcome).toBe('unknown');
      expect(await send('plain')).toMatchObject({
        outcome: 'accepted',
        providerMessageId: fake.messages[0]?.messageid,
      });
      expect(fake.messages).toHaveLength(1);
    });
  });

  describe('A reply with status 200', () => {
    const reply = (entries: string) => ({
      body: `{"return":{"status":200,"message":"تایید شد"},"entries":${entries}}`,
    });

    it.each([
      [
        'an array of one',
        '[{"messageid":8792343,"cost":120}]',
        { providerMessageId: '8792343', cost: 120, currency: 'IRR' },
      ],
      ['an object', '{"messageid":8792343,"cost":120}', { providerMessageId: '8792343', cost: 120, currency: 'IRR' }],
      ['a 64-bit id', '[{"messageid": 9223372036854775807}]', { providerMessageId: '9223372036854775807' }],
      ['an id in a string, and no cost', '[{"messageid":"17"}]', { providerMessageId: '17' }],
      [
        'a cost in a string',
        '[{"messageid":17,"cost":"120"}]',
        { providerMessageId: '17', cost: 120, currency: 'IRR' },
      ],
    ])('a reply with status 200 may contain %s', async (_what, entries, expected) => {
      fake.failNext(reply(entries));
      expect(await send('lookup')).toEqual({ outcome: 'accepted', rawCode: 200, ...expected });
    });

    it.each(['null', '[]', '"ok"', '[{"status":5}]', '[{"messageid":""}]', '[{"messageid":0}]'])(
      'a reply with status 200 and the entries %s is an unknown outcome',
      async (entries) => {
        fake.failNext(reply(entries));
        expect(await send('lookup')).toMatchObject({ outcome: 'unknown', rawCode: 200 });
      },
    );
  });

  describe('A refusal', () => {
    it.each<[number, string, boolean | undefined]>([
      [409, 'transient', undefined],
      [411, 'rejected', undefined],
      [418, 'provider_down', undefined],
      [424, 'misconfigured', true],
      [501, 'misconfigured', undefined],
    ])('a refusal with %i is %s', async (status, outcome, tryNextMethod) => {
      fake.failNext(status);
      const result = await send('lookup');
      expect(result).toMatchObject({ outcome, rawCode: status });
      expect('tryNextMethod' in result ? result.tryNextMethod : undefined).toBe(tryNextMethod);
      expect(fake.requests).toHaveLength(1);
    });

    it('the code is read from the body, not from the HTTP status', async () => {
      fake.failNext({ status: 418, httpStatus: 200 });
      expect(await send('plain')).toMatchObject({ outcome: 'provider_down', rawCode: 418 });
      fake.failNext({ body: '{"return":{"status":418,"message":"x"}}', httpStatus: 418 });
      expect(await send('plain')).toMatchObject({ outcome: 'provider_down', rawCode: 418 });
      fake.failNext({ status: 607, httpStatus: 607 });
      expect(await send('plain')).toMatchObject({ outcome: 'misconfigured', rawCode: 607 });
    });

    it('a wrong API key means that the provider is down', async () => {
      expect(await send('plain', {}, { apiKey: 'WRONG' })).toMatchObject({ outcome: 'provider_down', rawCode: 403 });
    });

    it('a refused sender line allows the default line', async () => {
      expect(await send('plain', {}, { sender: '10008663' })).toMatchObject({
        outcome: 'misconfigured',
        rawCode: 412,
        meaning: expect.stringMatching(/^Sender line 10008663 is not active on this account\./),
        tryNextMethod: true,
      });
      expect((await send('default_line', {}, { sender: '10008663' })).outcome).toBe('accepted');
    });

    it('a refused choice of the caller does not blame the configuration', async () => {
      expect(await send('plain', { sender: '10008663' })).toMatchObject({
        rawCode: 412,
        meaning: 'Sender line 10008663 is not active on this account. Use a line of the account, or none (412).',
        tryNextMethod: true,
      });
      expect(await send('lookup', { template: { name: 'absent', tokens: ['1'] } })).toMatchObject({
        rawCode: 424,
        meaning: expect.stringMatching(/^Template "absent" .* correct its name\.$/),
        tryNextMethod: true,
      });
    });

    it.each<[string, object, SendOutcome['outcome']]>([
      ['451', { status: 451 }, 'transient'],
      ['429', { status: 429 }, 'transient'],
      ['a 429 page', { transport: 'html', httpStatus: 429 }, 'transient'],
    ])('too many calls (%s) are throttling, with the pause if one is given', async (_what, fault, outcome) => {
      fake.failNext({ ...fault, retryAfter: 7 });
      expect(await send('lookup')).toMatchObject({ outcome, throttled: true, retryAfterMs: 7000 });
      fake.failNext(fault);
      expect(await send('lookup')).not.toHaveProperty('retryAfterMs');
      fake.failNext(409);
      expect(await send('lookup')).not.toHaveProperty('throttled');
    });

    it('a refused template allows a plain text', async () => {
      expect(await send('lookup', {}, { template: 'absent' })).toMatchObject({ rawCode: 424, tryNextMethod: true });
      expect((await send('plain')).outcome).toBe('accepted');
    });

    it.each([
      ['seconds', () => 120, 120_000],
      ['a date', () => new Date(Date.now() + 120_000).toUTCString(), 118_000],
    ])('Retry-After is read in %s', async (_what, retryAfter, least) => {
      fake.failNext({ status: 451, retryAfter: retryAfter() });
      const result = await send('plain');
      expect(result.outcome).toBe('transient');
      const waitMs = 'retryAfterMs' in result ? result.retryAfterMs : undefined;
      expect(waitMs).toBeGreaterThanOrEqual(least);
      expect(waitMs).toBeLessThanOrEqual(120_000);
    });

    it.each<[string, SendMethod, Partial<SmsRequest>, Partial<SendOutcome>]>([
      [
        'a code with a space',
        'lookup',
        { otp: { code: '12 34', locale: 'fa' } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ],
      [
        'a code with an underscore',
        'lookup',
        { otp: { code: '12_34', locale: 'fa' } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ],
      [
        'a code of 101',
        'lookup',
        { otp: { code: '1'.repeat(101), locale: 'fa' } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ],
      [
        'a call with letters',
        'lookup',
        { otp: { code: 'a1', locale: 'fa' }, channel: 'call' },
        { outcome: 'rejected' },
      ],
      ['a call without a code', 'lookup', { otp: undefined, channel: 'call' }, { outcome: 'rejected' }],
      [
        'a token with a space',
        'lookup',
        { template: { name: 'order', tokens: ['1', 'a b'] } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ],
      [
        'four tokens',
        'lookup',
        { template: { name: 'order', tokens: ['1', '2', '3', '4'] } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ],
      [
        'no token',
        'lookup',
        { template: { name: 'order', tokens: [] } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ],
      ...(
        [
          ['token10 with six spaces', { token10: 'a b c d e f g' }],
          ['token20 with nine spaces', { token20: 'a b c d e f g h i j' }],
          ['token10 with an underscore', { token10: 'a_b' }],
          ['token10 with a line break', { token10: 'a\nb' }],
          ['token20 of 101 characters', { token20: 'x'.repeat(101) }],
          ['an empty token10', { token10: ' ' }],
        ] as const
      ).map(([what, more]): [string, SendMethod, Partial<SmsRequest>, Partial<SendFailure>] => [
        what,
        'lookup',
        { template: { name: 'order', tokens: ['1'], ...more } },
        { outcome: 'misconfigured', tryNextMethod: true },
      ]),
      [
        'a template with letters by call',
        'lookup',
        { template: { name: 'order', tokens: ['a1'] }, channel: 'call' },
        { outcome: 'rejected' },
      ],
      ['a text of 901 characters', 'plain', { text: 'x'.repeat(901) }, { outcome: 'rejected' }],
      ['an empty text', 'plain', { text: '' }, { outcome: 'rejected' }],
    ])('%s is refused without a call', async (_what, method, changes, expected) => {
      expect(await send(method, changes)).toMatchObject({
        ...expected,
        refusedByRamz: true,
        meaning: expect.stringMatching(/^Ramz did not call Kavenegar: .*\.$/),
      });
      expect(fake.requests).toHaveLength(0);
    });

    it('the limit of a text is the configured length', async () => {
      expect((await send('plain', { text: 'x'.repeat(11) }, { maxTextLength: 10 })).outcome).toBe('rejected');
    });
  });

  describe('Many texts', () => {
    const texts = (count: number) =>
      Array.from({ length: count }, (_, index): SmsRequest => ({
        ...request,
        otp: undefined,
        localId: BigInt(500 + index),
        recipient: `+98912000${String(index).padStart(4, '0')}`,
        text: `متن ${index}`,
      }));

    async function sendMany(requests: SmsRequest[], options: Partial<KavenegarOptions> = {}) {
      const results = await provider(options).sendMany(requests, AbortSignal.timeout(20_000));
      outcomes.push(...results);
      return results;
    }

    it('many texts are sent in one call', async () => {
      const [first, second] = texts(2);
      expect(await sendMany([first!, { ...second!, sender: '30001', recipient: '+97433123456' }])).toEqual(
        fake.messages.map(({ messageid }) => ({
          outcome: 'accepted',
          providerMessageId: messageid,
          rawCode: 200,
          cost: 120,
          currency: 'IRR',
        })),
      );
      expect(fake.requests).toMatchObject([{ method: 'POST', path: `/v1/${KEY}/sms/sendarray.json` }]);
      expect(fake.requests[0]?.form).toEqual({
        receptor: '["09120000000","0097433123456"]',
        sender: '["2000660110","30001"]',
        message: '["متن 0","متن 1"]',
        localmessageids: '500,501',
      });
    });

    it('200 of the longest texts are sent in one call', async () => {
      const requests = texts(200).map((one) => ({ ...one, text: 'ب'.repeat(900) }));
      const results = await sendMany(requests);
      expect(results.map((result) => 'providerMessageId' in result && result.providerMessageId)).toEqual(
        fake.messages.map(({ messageid }) => messageid),
      );
      expect(fake.messages).toHaveLength(provider().bulkSize);
    });

    it('many texts are not sent twice after a lost answer', async () => {
      fake.failNext({ transport: 'close', delivers: true });
      expect((await sendMany(texts(3))).map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
      expect((await sendMany(texts(3))).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
      expect(fake.messages).toHaveLength(3);
    });

    it('each of many texts has the outcome of the call', async () => {
      fake.failNext(418);
      expect(await sendMany(texts(2))).toMatchObject([
        { outcome: 'provider_down', rawCode: 418 },
        { outcome: 'provider_down', rawCode: 418 },
      ]);
    });

    it('each of many texts allows the default line if a line is refused', async () => {
      const [first, second] = texts(2);
      const expected = {
        outcome: 'misconfigured',
        rawCode: 412,
        meaning: expect.stringContaining('Sender line 2000660110 or 10008663 is not active'),
        tryNextMethod: true,
      };
      expect(await sendMany([first!, { ...second!, sender: '10008663' }])).toMatchObject([expected, expected]);
    });

    it('invalid texts are left out of the call', async () => {
      const [first, second, third] = texts(3);
      const results = await sendMany([first!, { ...second!, text: '' }, third!]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'rejected', 'accepted']);
      expect(fake.messages.map(({ receptor }) => receptor)).toEqual(['09120000000', '09120000002']);
      expect(results[2]).toMatchObject({ providerMessageId: fake.messages[1]?.messageid });
    });

    it('no call is made if no text is valid', async () => {
      expect(await sendMany([])).toEqual([]);
      expect((await sendMany([{ ...texts(1)[0]!, text: '' }])).map(({ outcome }) => outcome)).toEqual(['rejected']);
      expect(fake.requests).toHaveLength(0);
    });

    it.each<[string, unknown, unknown[]]>([
      [
        'in another order',
        [
          { messageid: 2, receptor: '09120000001' },
          { messageid: 1, receptor: '+989120000000' },
        ],
        ['1', '2'],
      ],
      ['without numbers', [{ messageid: 1 }, { messageid: 2 }], ['1', '2']],
      ['for some', [{ messageid: 2, receptor: '09120000001' }], [undefined, '2']],
      ['with one without an id', [{ status: 6 }, { messageid: 2 }], [undefined, '2']],
      ['for none', null, [undefined, undefined]],
    ])('many texts are matched with entries %s', async (_how, entries, ids) => {
      fake.failNext({ body: JSON.stringify({ return: { status: 200 }, entries }) });
      expect(await sendMany(texts(2))).toMatchObject(
        ids.map((id) => (id ? { outcome: 'accepted', providerMessageId: id } : { outcome: 'unknown', rawCode: 200 })),
      );
    });
  });

  describe('An answer that is not from Kavenegar', () => {
    it('no answer before the deadline is unknown', async () => {
      fake.failNext('hang');
      const deadline = new AbortController();
      const sending = provider().send(request, 'lookup', deadline.signal);
      await fake.waitForRequest();
      deadline.abort();
      outcomes.push(await sending);
      expect(outcomes[0]).toMatchObject({ outcome: 'unknown', meaning: expect.stringContaining('deadline') });
      expect(fake.requests).toHaveLength(1);
    });

    it.each(['half_body', 'close'] as const)('a broken connection (%s) is unknown', async (transport) => {
      fake.failNext(transport);
      expect((await send('lookup')).outcome).toBe('unknown');
      expect(fake.requests).toHaveLength(1);
    });

    it('a refused connection is transient', async () => {
      expect(await send('lookup', {}, { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({
        outcome: 'transient',
        meaning: expect.stringContaining('refused'),
      });
    });

    it.each<[string, object, string]>([
      ['a 502 page', { transport: 'html' }, 'transient'],
      ['a 503 page', { transport: 'html', httpStatus: 503 }, 'transient'],
      ['a 504 page, sent after the gateway passed the request on', { transport: 'html', httpStatus: 504 }, 'unknown'],
      ['a 200 page', { transport: 'html', httpStatus: 200 }, 'transient'],
      ['a 403 page', { transport: 'html', httpStatus: 403 }, 'misconfigured'],
      ['a 429 page', { transport: 'html', httpStatus: 429, retryAfter: 5 }, 'transient'],
      ['a 200 with truncated JSON', { body: '{"return":{"sta' }, 'unknown'],
      ['a 200 without a body', { body: '' }, 'unknown'],
      ['a 200 with other JSON', { body: '{"ok":true}' }, 'unknown'],
      ['a 500 with other JSON', { body: '{"ok":false}', httpStatus: 500 }, 'transient'],
      ['a redirect', { transport: 'redirect' }, 'misconfigured'],
    ])('%s is classified without a code', async (_what, fault, outcome) => {
      fake.failNext(fault);
      const result = await send('lookup');
      expect(result.outcome).toBe(outcome);
      expect('rawCode' in result).toBe(false);
      expect(fake.requests).toHaveLength(1);
    });
  });
});
