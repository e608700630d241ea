import { createServer } from 'node:http';
import { startFakeTwilio, type FakeTwilio } from '../../../../test/support/fake-twilio.mjs';
import { contractRequest } from '../../../../test/support/provider-contract.js';
import { ProviderHttp } from '../provider-http.js';
import type { SendFailure, SmsRequest, SendMethod, WebhookRequest } from '../provider.contract.js';
import type { TwilioOptions } from './twilio.options.js';
import { TwilioProvider } from './twilio.provider.js';

const TOKEN = 'SECRET61757468';
const KEY = 'SK00000000000000000000000000000001';
const KEY_SECRET = 'SECRET6B6579';
const request = contractRequest();
const deadline = () => AbortSignal.timeout(20_000);

describe('TwilioProvider', () => {
  let fake: FakeTwilio;
  let http: ProviderHttp;
  let results: unknown[];

  beforeEach(async () => {
    results = [];
    http = new ProviderHttp();
    fake = await startFakeTwilio({ authToken: TOKEN, apiKeys: { [KEY]: KEY_SECRET }, from: ['+15005550006', 'Ramz'] });
  });

  afterEach(async () => {
    const text = JSON.stringify(results);
    await Promise.all([fake.close(), http.close()]);
    for (const secret of [TOKEN, KEY_SECRET, '482913', '3001234567', '5005550006', '127.0.0.1']) {
      if (text.includes(secret)) throw new Error(`A result contains ${secret}: ${text}`);
    }
  });

  const provider = (options: Partial<TwilioOptions> = {}) =>
    new TwilioProvider(
      {
        accountSid: fake.accountSid,
        username: fake.accountSid,
        password: TOKEN,
        from: ['+15005550006'],
        verifyServiceSid: fake.verifyService,
        verifyMode: 'custom_code',
        baseUrl: fake.url,
        verifyBaseUrl: fake.url,
        ...options,
      },
      http,
    );
  const byKey = { username: KEY, password: KEY_SECRET };

  async function send(method: SendMethod, changes: Partial<SmsRequest> = {}, options: Partial<TwilioOptions> = {}) {
    const outcome = await provider(options).send({ ...request, ...changes }, method, deadline());
    results.push(outcome);
    return outcome;
  }

  describe('methods()', () => {
    it.each<[string, Partial<SmsRequest>, Partial<TwilioOptions>, SendMethod[]]>([
      ['a code', {}, {}, ['verify', 'plain']],
      ['a code without Verify', {}, { verifyServiceSid: undefined }, ['plain']],
      ['a code while Twilio makes its own', {}, { verifyMode: 'managed' }, ['plain']],
      ['a text', { otp: undefined }, {}, ['plain']],
      ['a call', { channel: 'call' }, {}, ['verify']],
      ['a call without Verify', { channel: 'call' }, { verifyServiceSid: undefined }, []],
      ['a call without a code', { channel: 'call', otp: undefined }, {}, []],
    ])('the provider lists the methods for %s', (_what, changes, options, methods) => {
      expect(provider(options).methods({ ...request, ...changes })).toEqual(methods);
    });
  });

  describe('A plain text', () => {
    it.each([
      [300, '300'],
      [3, '3'],
      [2.9, '2'],
      [0.5, '1'],
      [86_400, '36000'],
    ])('a text with a code that is valid for %d s expires at Twilio after %s s', async (validForSeconds, period) => {
      expect((await send('plain', { validForSeconds })).outcome).toBe('accepted');
      expect(fake.requests[0]?.form.ValidityPeriod).toBe(period);
    });

    it('a text requests reports only if there is an address for them', async () => {
      await send('plain');
      await send('plain', {}, { statusCallbackUrl: 'https://ramz.example/w' });
      expect(fake.requests.map(({ form }) => form.StatusCallback)).toEqual([
        undefined,
        `https://ramz.example/w?message=${request.messageId}`,
      ]);
    });

    it.each<[string, Partial<SmsRequest>, Partial<TwilioOptions>, Record<string, string | undefined>]>([
      ['the chosen sender', { sender: 'Ramz', country: 'GB' }, {}, { From: 'Ramz', MessagingServiceSid: undefined }],
      [
        'the Messaging Service',
        {},
        { messagingServiceSid: 'MG00000000000000000000000000000000' },
        { From: undefined, MessagingServiceSid: 'MG00000000000000000000000000000000' },
      ],
      [
        'the chosen sender before the Messaging Service',
        { sender: 'Ramz', country: 'GB' },
        { messagingServiceSid: 'MG00000000000000000000000000000000' },
        { From: 'Ramz', MessagingServiceSid: undefined },
      ],
    ])('a text is sent from %s', async (_what, changes, options, expected) => {
      expect((await send('plain', changes, options)).outcome).toBe('accepted');
      const { From, MessagingServiceSid } = fake.requests[0]?.form ?? {};
      expect({ From, MessagingServiceSid }).toEqual(expected);
    });

    it('a recipient always gets the same sender of a pool, and all senders are used', async () => {
      const from = ['+15005550006', 'Ramz'];
      const senders = new Map<string, Set<string | undefined>>();
      for (let index = 0; index < 40; index += 1) {
        const recipient = `+57300123${String(4500 + (index % 20))}`;
        await send('plain', { recipient, country: 'GB' }, { from: index < 20 ? from : from.toReversed() });
        senders.set(recipient, (senders.get(recipient) ?? new Set()).add(fake.requests.at(-1)?.form.From));
      }
      expect([...senders.values()].map((used) => used.size)).toEqual(Array.from({ length: 20 }, () => 1));
      expect(new Set([...senders.values()].flatMap((used) => [...used]))).toEqual(new Set(from));
    });

    it.each<[string, Partial<SmsRequest>, Partial<TwilioOptions>, Partial<SendFailure>]>([
      ['an empty text', { text: '' }, {}, { outcome: 'rejected' }],
      ['a blank text', { text: ' \n' }, {}, { outcome: 'rejected' }],
      ['a text of 1601 characters', { text: 'x'.repeat(1601) }, {}, { outcome: 'rejected' }],
      ['a text without a sender', {}, { from: [] }, { outcome: 'misconfigured' }],
      ['a name as the only sender where no names can be used', {}, { from: ['Ramz'] }, { outcome: 'misconfigured' }],
      ['a chosen name where no names can be used', { sender: 'Ramz' }, {}, { outcome: 'misconfigured' }],
    ])('%s is refused without a call', async (_what, changes, options, expected) => {
      expect(await send('plain', changes, options)).toMatchObject({
        ...expected,
        refusedByRamz: true,
        meaning: expect.stringMatching(/^Ramz did not call Twilio: /),
      });
      expect(fake.requests).toHaveLength(0);
    });

    it.each([
      ['no price yet', { price: null, price_unit: 'USD', num_segments: '2' }, { segments: 2 }],
      [
        'a price',
        { price: '-0.01500', price_unit: 'USD', num_segments: '2' },
        { cost: 0.015, currency: 'USD', segments: 2 },
      ],
      ['segments not known yet', { num_segments: '0' }, {}],
      ['unreadable values', { price: 'free', price_unit: '$', num_segments: 'many' }, {}],
    ])('a text is accepted with %s', async (_what, fields, expected) => {
      const sid = `SM${'a'.repeat(32)}`;
      fake.failNext({ httpStatus: 201, body: JSON.stringify({ sid, status: 'queued', ...fields }) });
      expect(await send('plain')).toEqual({ outcome: 'accepted', providerMessageId: sid, ...expected });
    });

    it('a text that fails at once is not accepted', async () => {
      const body = JSON.stringify({ sid: `SM${'a'.repeat(32)}`, status: 'failed', error_code: 30002 });
      fake.failNext({ httpStatus: 201, body });
      expect(await send('plain')).toMatchObject({ outcome: 'provider_down', rawCode: 30002 });
    });

    it('the failure of an unknown sender contains the masked sender', async () => {
      expect(await send('plain', { sender: '+15005559999' })).toEqual({
        outcome: 'misconfigured',
        rawCode: 21606,
        meaning: expect.stringMatching(/^Sender \+1500\*+99 is not on this account/),
      });
    });
  });

  describe('A pool of senders', () => {
    const pool = ['+15005550006', '+15005550007', '+15005550008'];
    const british = { country: 'GB', recipient: '+447400123456' };
    const used = () => fake.requests.map(({ form }) => form.From ?? form.MessagingServiceSid);

    beforeEach(() => fake.from.push(...pool.slice(1)));

    it.each([21_212, 21_408, 21_601, 21_606, 21_612, 21_659, 21_660, 21_611, 30_034])(
      'the next sender is used after %i, and from then on for the whole country',
      async (code) => {
        const twilio = provider({ from: pool });
        const sendTo = (changes: Partial<SmsRequest>) => twilio.send({ ...request, ...changes }, 'plain', deadline());
        fake.failNext({ code, retryAfter: 7 });
        const refused = await sendTo(british);
        expect(refused).toMatchObject({ rawCode: code, tryNextSender: true });
        expect(refused).not.toHaveProperty('throttled');
        expect(await sendTo(british)).toMatchObject({ outcome: 'accepted' });
        const [first, second] = used();
        expect(second).not.toBe(first);
        for (let index = 0; index < 20; index += 1) await sendTo({ ...british, recipient: `+4474001234${10 + index}` });
        expect(new Set(used().slice(1))).toEqual(new Set(pool.filter((name) => name !== first)));
        // In another country the refused sender may work.
        for (let index = 0; index < 20; index += 1) await sendTo({ recipient: `+5730012345${10 + index}` });
        expect(used().slice(22)).toContain(first);
      },
    );

    it('the senders of other recipients stay the same when one is refused', async () => {
      const twilio = provider({ from: pool });
      const recipients = Array.from({ length: 20 }, (_, index) => `+4474001234${10 + index}`);
      const round = async () => {
        const start = fake.requests.length;
        for (const recipient of recipients)
          await twilio.send({ ...request, ...british, recipient }, 'plain', deadline());
        return used().slice(start);
      };
      const before = await round();
      fake.failNext(21_606, { to: recipients[0] });
      await twilio.send({ ...request, ...british, recipient: recipients[0]! }, 'plain', deadline());
      const refused = before[0];
      const after = await round();
      const isOthers = (_: unknown, index: number) => before[index] !== refused;
      expect(after.filter(isOthers)).toEqual(before.filter(isOthers));
      expect(after).not.toContain(refused);
    });

    it('the pool follows the Messaging Service if that has no sender for the destination', async () => {
      const messagingServiceSid = 'MG00000000000000000000000000000000';
      const twilio = provider({ from: pool.slice(0, 1), messagingServiceSid });
      fake.failNext(21_703);
      expect(await twilio.send(request, 'plain', deadline())).toMatchObject({ tryNextSender: true });
      expect(await twilio.send(request, 'plain', deadline())).toMatchObject({ outcome: 'accepted' });
      expect(used()).toEqual([messagingServiceSid, pool[0]]);
    });

    it('no sender is left after the last one, and none is skipped for good', async () => {
      const twilio = provider({ from: pool });
      fake.failNext(21_606, { times: 4 });
      const outcomes = [1, 2, 3, 4].map(() => () => twilio.send({ ...request, ...british }, 'plain', deadline()));
      const left: (boolean | undefined)[] = [];
      for (const next of outcomes) left.push(((await next()) as SendFailure).tryNextSender);
      expect(left).toEqual([true, true, undefined, undefined]);
      expect(await twilio.send({ ...request, ...british }, 'plain', deadline())).toMatchObject({ outcome: 'accepted' });
    });

    it('a name is not used where no names can be used, and a chosen sender has no next one', async () => {
      for (let index = 0; index < 20; index += 1) {
        const recipient = `+12025550${100 + index}`;
        await send('plain', { recipient, country: 'US' }, { from: ['Ramz', pool[0]!] });
      }
      expect(new Set(used())).toEqual(new Set([pool[0]]));
      fake.failNext(21_606);
      const refused = await send('plain', { ...british, sender: pool[1] }, { from: pool });
      expect(refused).toMatchObject({ outcome: 'misconfigured' });
      expect(refused).not.toHaveProperty('tryNextSender');
    });
  });

  describe('An error', () => {
    it.each<[string, object, Partial<SendFailure>]>([
      [
        'an error in the form of RFC 9457',
        { type: 'about:blank', title: 'Bad', status: 400, code: 21610, detail: 'x' },
        { rawCode: 21610, outcome: 'rejected' },
      ],
      ['an error with a code in a string', { code: '21610', status: 400 }, { rawCode: 21610, outcome: 'rejected' }],
      ['an error without a code', { message: 'x', status: 400 }, { outcome: 'rejected' }],
      ['an error of another server', { error: 'denied' }, { outcome: 'misconfigured' }],
    ])('%s is classified', async (_what, body, expected) => {
      fake.failNext({ httpStatus: 400, body: JSON.stringify(body) });
      expect(await send('plain')).toMatchObject(expected);
      expect(fake.requests).toHaveLength(1);
    });

    it.each([20_429, 30_022, 63_017, 21_611])(
      'the error %i throttles the account for as long as Twilio asks',
      async (code) => {
        fake.failNext({ code, retryAfter: 7 });
        expect(await send('plain')).toMatchObject({
          outcome: 'transient',
          rawCode: code,
          throttled: true,
          retryAfterMs: 7000,
        });
      },
    );

    it('a 429 page throttles the account too', async () => {
      fake.failNext({ transport: 'html', httpStatus: 429, retryAfter: 5 });
      expect(await send('plain')).toMatchObject({ outcome: 'transient', throttled: true, retryAfterMs: 5000 });
    });

    it('wrong credentials mean that the provider is down', async () => {
      expect(await send('plain', {}, { password: 'WRONG' })).toMatchObject({
        outcome: 'provider_down',
        rawCode: 20003,
      });
      expect(await send('verify', {}, byKey)).toMatchObject({ outcome: 'accepted' });
    });

    it('an error of Verify allows a plain text if that may work', async () => {
      fake.failNext(60_204);
      expect(await send('verify')).toMatchObject({ outcome: 'misconfigured', rawCode: 60204, tryNextMethod: true });
      expect(await send('verify', {}, { verifyServiceSid: 'VA1' })).toMatchObject({
        rawCode: 20404,
        tryNextMethod: true,
      });
      fake.failNext(60_410);
      expect('tryNextMethod' in (await send('verify'))).toBe(false);
    });

    it('the sixth code within ten minutes allows a plain text', async () => {
      for (let count = 0; count < 5; count += 1) expect((await send('verify')).outcome).toBe('accepted');
      expect(await send('verify')).toMatchObject({ outcome: 'rejected', rawCode: 60203, tryNextMethod: true });
    });

    it('a failure does not contain a number that Twilio quotes', async () => {
      const message = `Invalid parameter \`To\`: ${request.recipient}`;
      fake.failNext({ httpStatus: 400, body: JSON.stringify({ code: 60200, message, status: 400 }) });
      expect(await send('verify')).toMatchObject({ outcome: 'rejected', rawCode: 60200 });
    });
  });

  describe('A code by Verify', () => {
    it.each([
      ['fa', undefined],
      ['es', 'es'],
      ['es-CO', 'es'],
      ['en_GB', 'en-GB'],
      ['zh-CN', 'zh-CN'],
      ['', undefined],
    ])('a code in the language %p has the Locale %p', async (locale, expected) => {
      expect((await send('verify', { otp: { code: '482913', locale } })).outcome).toBe('accepted');
      expect(fake.requests[0]?.form.Locale).toBe(expected);
    });

    it.each(['123', '12345678901', '12 34', 'ab_cd'])('the code %p is not sent by Verify', async (code) => {
      expect(await send('verify', { otp: { code, locale: 'en' } })).toMatchObject({
        outcome: 'misconfigured',
        tryNextMethod: true,
      });
      expect(fake.requests).toHaveLength(0);
    });

    it('a verification is approved after its code was entered correctly, while texts need no feedback', async () => {
      await send('verify');
      const sid = fake.messages[0]?.sid ?? '';
      await provider().reportVerified(sid, deadline());
      expect(fake.verifications.get(sid)?.status).toBe('approved');
      expect(fake.requests.at(-1)).toMatchObject({
        method: 'POST',
        path: `/v2/Services/${fake.verifyService}/Verifications/${sid}`,
        form: { Status: 'approved' },
      });
      // The verification has ended by then.
      await provider().reportVerified(sid, deadline());
      await provider().reportVerified(`SM${'a'.repeat(32)}`, deadline());
      expect(fake.requests).toHaveLength(3);
      fake.failNext(20_503);
      await expect(provider().reportVerified(sid, deadline())).rejects.toThrow('unavailable');
    });
  });

  describe('Codes that Twilio makes', () => {
    const managed = () => provider({ verifyMode: 'managed' });
    const { text: _text, otp: _otp, ...start } = { ...request, locale: 'es' };
    const check = async (code: string, sid = fake.messages[0]?.sid ?? '') => {
      const result = await managed().checkCode({ providerMessageId: sid }, code, deadline());
      results.push(result);
      return result;
    };
    const wrong = () => (fake.lastCodeFor(request.recipient) === '000000' ? '111111' : '000000');

    it('the options decide who makes codes', () => {
      expect(managed().managesCodes).toBe(true);
      expect(provider().managesCodes).toBe(false);
      expect(provider({ verifyMode: 'managed', verifyServiceSid: undefined }).managesCodes).toBe(false);
    });

    it('a verification starts without a code of ours', async () => {
      const outcome = await managed().startVerification(start, deadline());
      expect(outcome).toMatchObject({ outcome: 'accepted', providerMessageId: expect.stringMatching(/^VE/) });
      expect(fake.requests[0]?.form).toEqual({ To: request.recipient, Channel: 'sms', Locale: 'es' });
    });

    it('a code is right or wrong, and the right one ends the verification', async () => {
      await managed().startVerification(start, deadline());
      expect(await check(wrong())).toBe('wrong');
      expect(await check(fake.lastCodeFor(request.recipient) ?? '')).toBe('right');
      expect(fake.requests.at(-1)?.form).toEqual({
        Code: fake.lastCodeFor(request.recipient),
        VerificationSid: fake.messages[0]?.sid,
      });
      expect(await check(wrong())).toBe('ended');
    });

    it('five wrong codes exhaust a verification, even for the right code', async () => {
      await managed().startVerification(start, deadline());
      for (let count = 0; count < 5; count += 1) expect(await check(wrong())).toBe('wrong');
      expect(await check(fake.lastCodeFor(request.recipient) ?? '')).toBe('exhausted');
    });

    it('a verification ends when it expires or is cancelled', async () => {
      await managed().startVerification(start, deadline());
      const sid = fake.messages[0]?.sid ?? '';
      fake.failNext({ httpStatus: 201, body: '{"status":"canceled"}' });
      expect(await check(wrong())).toBe('ended');
      fake.expire(sid);
      expect(await check(wrong())).toBe('ended');
    });

    it('a code that cannot be right is wrong without a call', async () => {
      expect(await check('12', `VE${'a'.repeat(32)}`)).toBe('wrong');
      expect(fake.requests).toHaveLength(0);
    });

    it.each<[string, Parameters<FakeTwilio['failNext']>[0], Partial<SendFailure>]>([
      ['no answer', 'close', { outcome: 'unknown' }],
      ['another status', { httpStatus: 201, body: '{}' }, { outcome: 'unknown' }],
      ['a throttled account', 20_429, { outcome: 'transient', throttled: true }],
      ['wrong credentials', 20_003, { outcome: 'provider_down' }],
    ])('a code is neither right nor wrong after %s', async (_what, fault, expected) => {
      await managed().startVerification(start, deadline());
      fake.failNext(fault);
      expect(await check(wrong())).toMatchObject(expected);
    });

    it('codes of Twilio need a Verify service', async () => {
      const without = provider({ verifyMode: 'managed', verifyServiceSid: undefined });
      expect(await without.startVerification(start, deadline())).toMatchObject({ outcome: 'misconfigured' });
      expect(await without.checkCode({ providerMessageId: 'VE1' }, '1234', deadline())).toMatchObject({
        outcome: 'misconfigured',
      });
    });
  });

  describe('A text whose answer was lost', () => {
    const since = () => new Date(Date.now() - 5000);
    const find = (changes: Partial<SmsRequest> = {}, method: SendMethod = 'plain') =>
      provider().reconcile({ ...request, ...changes }, method, since(), deadline());

    it('a lost text is found by recipient, time and text', async () => {
      fake.failNext({ transport: 'close', delivers: true });
      expect((await send('plain')).outcome).toBe('unknown');
      expect(await find()).toMatchObject({ outcome: 'accepted', providerMessageId: fake.messages[0]?.sid });
      expect(fake.requests.at(-1)).toMatchObject({
        method: 'GET',
        form: { To: request.recipient, PageSize: '20' },
      });
    });

    it('a lost text is found after the sentence of a trial account', async () => {
      await send('plain');
      for (const message of fake.messages) message.text = `Sent from your Twilio trial account - ${message.text}`;
      expect(await find()).toMatchObject({ outcome: 'accepted' });
    });

    it.each<[string, () => void]>([
      ['Twilio knows no message', () => (fake.messages.length = 0)],
      ['the recipient got another text', () => fake.messages.forEach((message) => (message.text = 'Other'))],
      ['it failed', () => fake.messages.forEach((message) => (message.status = 'failed'))],
      ['it is older', () => fake.messages.forEach((message) => (message.at = new Date(Date.now() - 120_000)))],
    ])('a lost text was not sent if %s', async (_what, change) => {
      await send('plain');
      change();
      expect(await find()).toBe('not_sent');
    });

    it.each<[string, () => void]>([
      ['Twilio does not show the texts', () => fake.messages.forEach((message) => (message.text = ''))],
      ['Twilio fails', () => fake.failNext(20_500)],
      ['the answer is unreadable', () => fake.failNext({ body: '{"messages":"none"}' })],
      [
        'more texts were sent than a page shows',
        () => {
          const [first] = fake.messages;
          if (!first) throw new Error('No message was sent.');
          first.text = 'Other';
          fake.messages.push(...Array.from({ length: 60 }, () => ({ ...first })));
        },
      ],
    ])('a lost text stays unknown if %s', async (_what, change) => {
      await send('plain');
      change();
      expect(await find()).toBeUndefined();
    });

    it('a lost verification stays unknown, without a call', async () => {
      expect(await find({}, 'verify')).toBeUndefined();
      expect(fake.requests).toHaveLength(0);
    });
  });

  describe('cancel()', () => {
    it('only scheduled messages are cancelled', async () => {
      await send('plain');
      const sid = fake.messages[0]?.sid ?? '';
      expect(await provider().cancel(sid, deadline())).toBe(false);
      for (const message of fake.messages) message.status = 'scheduled';
      expect(await provider().cancel(sid, deadline())).toBe(true);
      expect(fake.messages[0]?.status).toBe('canceled');
      expect(await provider().cancel(`VE${'a'.repeat(32)}`, deadline())).toBe(false);
      expect(fake.requests).toHaveLength(3);
    });
  });

  describe('The account', () => {
    it('the account report has the balance', async () => {
      expect(await provider().account(deadline())).toEqual({ credit: 12.34, currency: 'USD' });
      fake.account.balance = '-3.5';
      expect(await provider(byKey).account(deadline())).toEqual({ credit: -3.5, currency: 'USD' });
    });

    it.each<[Parameters<FakeTwilio['failNext']>[0], string]>([
      [20_003, 'credentials'],
      ['close', 'no answer'],
      [{ body: '{}' }, 'did not return the balance'],
    ])('reading the account throws a sentence after %j', async (fault, sentence) => {
      fake.failNext(fault);
      await expect(provider().account(deadline())).rejects.toThrow(sentence);
    });

    it('the connection test checks the credentials and the account', async () => {
      expect(await provider().testConnection(deadline())).toBeUndefined();
      fake.account.status = 'suspended';
      expect(await provider().testConnection(deadline())).toBe('The Twilio account is suspended.');
      expect(await provider({ password: 'WRONG' }).testConnection(deadline())).toContain('credentials');
      expect(await provider({ baseUrl: 'http://127.0.0.1:1' }).testConnection(deadline())).toContain('refused');
    });

    it('the connection test reads the balance if a standard API key may not read the account', async () => {
      expect(await provider(byKey).testConnection(deadline())).toBeUndefined();
      expect(fake.requests.map(({ scope }) => scope)).toEqual(['Account', 'Balance']);
      expect(await provider({ ...byKey, password: 'WRONG' }).testConnection(deadline())).toContain('credentials');
    });
  });

  describe('Delivery reports', () => {
    /** Has the fake post a report, and reads it. */
    async function report(options: Partial<TwilioOptions>, status: string, code?: number) {
      let arrived: WebhookRequest | undefined;
      const server = createServer((incoming, outgoing) => {
        let rawBody = '';
        incoming.on('data', (chunk) => (rawBody += String(chunk)));
        incoming.on('end', () => {
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
          );
          arrived = { url: new URL(incoming.url ?? '', statusCallbackUrl).href, headers, rawBody, params: {} };
          outgoing.writeHead(204).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const statusCallbackUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/w?x=1`;
      try {
        await send('plain', {}, { ...options, statusCallbackUrl });
        expect(await fake.report(fake.messages[0]?.sid ?? '', status, code)).toBe(204);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      if (!arrived) throw new Error('No report arrived.');
      return provider({ ...options, statusCallbackUrl }).readReports(arrived);
    }

    it('reports are read if the auth token signs them', async () => {
      expect(await report({}, 'failed', 30_007)).toMatchObject({
        reports: [
          {
            providerMessageId: fake.messages[0]?.sid,
            messageId: request.messageId,
            state: 'failed',
            rawStatus: '30007',
          },
        ],
      });
    });

    it('reports are read with an API key and the auth token', async () => {
      expect(await report({ ...byKey, authToken: TOKEN }, 'delivered')).toMatchObject({
        reports: [{ state: 'delivered' }],
      });
    });

    it('reports are refused with an API key alone, and the operator is warned', async () => {
      expect(await report(byKey, 'delivered')).toEqual({ refused: 'forged' });
      const statusCallbackUrl = 'https://ramz.example/w';
      expect(provider({ ...byKey, statusCallbackUrl }).warnings()).toEqual([
        expect.stringContaining('TWILIO_AUTH_TOKEN'),
      ]);
      expect(provider(byKey).warnings()).toEqual([]);
      expect(provider({ statusCallbackUrl }).warnings()).toEqual([]);
    });
  });
});
