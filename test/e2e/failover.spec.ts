import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { newTurkishNumber, ProvidersBench } from '../support/providers-bench.js';

/** The request has gone out, and its connection breaks before the answer. */
const LOST = { transport: 'close' } as const;
/** The same, and the message is on its way to the phone. */
const SENT_AND_LOST = { ...LOST, delivers: true } as const;

const standard = ProvidersBench.with();
const failing = ProvidersBench.with({
  SMS_UNKNOWN_OUTCOME: 'fail',
  TWILIO_VERIFY_SERVICE_SID: 'VA00000000000000000000000000000000',
});

describe('provider order', () => {
  const bench = standard;

  beforeEach(() => bench.closeBreakers());

  it.each([
    ['the sender is not on the account', 21606, 'misconfigured'],
    ['the country is switched off', 21408, 'misconfigured'],
    ['the account is refused', 20003, 'provider_down'],
    ['the account is throttled', 20429, 'transient'],
  ])('the next provider is called at once when %s (%i)', async (_, code, outcome) => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(code, { to: phone });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual([`twilio plain ${outcome}`, 'kavenegar lookup accepted']);
    expect(row).toMatchObject({ provider: 'kavenegar', attempt_count: 1 });
    expect(bench.delivered(asked)).toBe(1);
    await verifyCode(bench.url, phone, bench.kavenegar.lastCodeFor(phone)!).expect(200);
  });

  it('the same provider is called again after one transient failure', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(20503, { to: phone });
    const asked = await bench.ask(phone);
    expect(await bench.ended(asked, 'accepted')).toMatchObject({ provider: 'twilio', attempt_count: 2 });
    expect(await bench.calls(asked)).toEqual(['twilio plain transient', 'twilio plain accepted']);
    expect(bench.delivered(asked)).toBe(1);
  });

  it('the next provider is called after two transient failures', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(20503, { to: phone, times: 2 });
    const asked = await bench.ask(phone);
    expect(await bench.ended(asked, 'accepted')).toMatchObject({ provider: 'kavenegar', attempt_count: 2 });
    expect(await bench.calls(asked)).toEqual([
      'twilio plain transient',
      'twilio plain transient',
      'kavenegar lookup accepted',
    ]);
  });

  it('no other provider is called when the recipient is at fault', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(21610, { to: phone });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'failed');
    expect(row.last_error).toBe('The recipient has opted out of messages by replying STOP (21610).');
    expect(await bench.calls(asked)).toEqual(['twilio plain rejected']);
    expect(bench.delivered(asked)).toBe(0);
  });

  it('a run starts again when every provider has refused, and fails with the last reason after SMS_ATTEMPTS', async () => {
    const [once, always] = [newTurkishNumber(), newTurkishNumber()];
    bench.twilio.failNext(21612, { to: once });
    bench.kavenegar.failNext(407, { receptor: once });
    bench.twilio.respondWith(21612, { to: always });
    bench.kavenegar.respondWith(407, { receptor: always });
    const [mended, refused] = [await bench.ask(once), await bench.ask(always)];
    await bench.ended(mended, 'accepted');
    const run = ['twilio plain misconfigured', 'kavenegar lookup misconfigured'];
    expect(await bench.calls(mended)).toEqual([...run, 'twilio plain accepted']);
    expect(await bench.ended(refused, 'failed')).toMatchObject({
      attempt_count: 5,
      last_error: expect.stringContaining('(407)'),
    });
  });

  it('Twilio is never called for an Iranian number, and the start logs that', async () => {
    const phone = newPhoneNumber().e164;
    bench.kavenegar.failNext(407, { receptor: phone });
    const refused = await bench.ask(phone);
    await bench.ended(refused, 'accepted');
    expect(await bench.calls(refused)).toEqual(['kavenegar lookup misconfigured', 'kavenegar plain accepted']);
    const taken = await bench.ask(newPhoneNumber().e164);
    await bench.ended(taken, 'accepted');
    expect(await bench.calls(taken)).toEqual(['kavenegar lookup accepted']);
    expect(bench.twilio.requests.filter(({ form }) => form['To']?.startsWith('+98'))).toEqual([]);
    expect(bench.ramz.process.logs).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'SMS_ROUTES sends IR to twilio, which delivers nothing there. It is skipped.',
      }),
    );
  });

  it('a plain text is repeated at Kavenegar without being sent twice', async () => {
    const phone = newPhoneNumber().e164;
    bench.kavenegar.failNext(424, { scope: 'verify/lookup', receptor: phone });
    bench.kavenegar.failNext(SENT_AND_LOST, { scope: 'sms/send', receptor: phone });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual([
      'kavenegar lookup misconfigured',
      'kavenegar plain unknown',
      'kavenegar plain accepted',
    ]);
    const [message, ...more] = bench.kavenegar.messagesFor(phone);
    expect(more).toEqual([]);
    expect(row.provider_message_id).toBe(message!.messageid);
  });

  it('with SMS_UNKNOWN_OUTCOME=retry, a lost answer is retried once at the same provider, then at the next', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(LOST, { to: phone, times: 2 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual([
      'twilio plain unknown',
      'twilio plain unknown',
      'kavenegar lookup accepted',
    ]);
  });
});

describe('lost answers', () => {
  const failingOver = ProvidersBench.with({ SMS_UNKNOWN_OUTCOME: 'failover' });
  const reconciling = ProvidersBench.with({ SMS_UNKNOWN_OUTCOME: 'reconcile' });

  it('with failover, the next provider is called at once after a lost answer', async () => {
    const phone = newTurkishNumber();
    failingOver.twilio.failNext(LOST, { to: phone });
    const asked = await failingOver.ask(phone);
    expect(await failingOver.ended(asked, 'accepted')).toMatchObject({ provider: 'kavenegar', attempt_count: 1 });
    expect(await failingOver.calls(asked)).toEqual(['twilio plain unknown', 'kavenegar lookup accepted']);
  });

  it.each([
    ['failover', failingOver],
    ['fail', failing],
    ['reconcile', reconciling],
  ])('with %s, a lost answer never fails a code: the next method follows the second lost answer', async (_, bench) => {
    const phone = newPhoneNumber().e164;
    bench.kavenegar.failNext(LOST, { receptor: phone, scope: 'verify/lookup', times: 2 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual([
      'kavenegar lookup unknown',
      'kavenegar lookup unknown',
      'kavenegar plain accepted',
    ]);
    expect(bench.delivered(asked)).toBe(1);
  });

  it('with fail, a lost answer fails a text without a code, and the error says that it may have been sent', async () => {
    const phone = newTurkishNumber();
    failing.twilio.failNext(SENT_AND_LOST, { to: phone });
    const text = await failing.sendText(phone);
    expect((await failing.ended(text, 'failed')).last_error).toMatch(
      /^Twilio gave no answer: .*It may have been sent\.$/,
    );
    expect(await failing.calls(text)).toEqual(['twilio plain unknown']);
    expect(failing.delivered(text)).toBe(1);
  });

  const methods: [string, () => string, (phone: string, fault: typeof LOST) => void, string[]][] = [
    [
      'a text by Twilio',
      newTurkishNumber,
      (phone, fault) => reconciling.twilio.failNext(fault, { to: phone }),
      ['twilio plain'],
    ],
    [
      'a template by Kavenegar',
      () => newPhoneNumber().e164,
      (phone, fault) => reconciling.kavenegar.failNext(fault, { receptor: phone }),
      ['kavenegar lookup'],
    ],
    [
      'a text by Kavenegar',
      () => newPhoneNumber().e164,
      (phone, fault) => {
        reconciling.kavenegar.failNext(424, { scope: 'verify/lookup', receptor: phone });
        reconciling.kavenegar.failNext(fault, { scope: 'sms/send', receptor: phone });
      },
      ['kavenegar lookup misconfigured', 'kavenegar plain'],
    ],
  ];

  describe.each(methods)('lost answers to %s, with reconcile', (_, newNumber, fail, [...calls]) => {
    const method = calls.pop()!;

    it('a message that was sent is found at the provider, and not sent again', async () => {
      const phone = newNumber();
      fail(phone, SENT_AND_LOST);
      const asked = await reconciling.ask(phone);
      const row = await reconciling.ended(asked, 'accepted');
      expect(await reconciling.calls(asked)).toEqual([...calls, `${method} unknown`]);
      expect(reconciling.delivered(asked)).toBe(1);
      const [message] = [...reconciling.twilio.messagesFor(phone), ...reconciling.kavenegar.messagesFor(phone)];
      expect(row).toMatchObject({
        provider: method.split(' ')[0],
        method: method.split(' ')[1],
        provider_message_id: 'sid' in message! ? message.sid : message!.messageid,
      });
    });

    it('a message that the provider does not know is sent again', async () => {
      const phone = newNumber();
      fail(phone, LOST);
      const asked = await reconciling.ask(phone);
      await reconciling.ended(asked, 'accepted');
      expect(await reconciling.calls(asked)).toEqual([...calls, `${method} unknown`, `${method} accepted`]);
      expect(reconciling.delivered(asked)).toBe(1);
    });
  });
});

describe('lost answers to texts without a code', () => {
  const bench = standard;

  beforeEach(() => bench.closeBreakers());

  it('a text that Twilio reports as sent is not sent again', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(SENT_AND_LOST, { to: phone });
    const text = await bench.sendText(phone);
    const row = await bench.ended(text, 'accepted');
    expect(await bench.calls(text)).toEqual(['twilio plain unknown']);
    expect(row.provider_message_id).toBe(bench.twilio.messagesFor(phone)[0]!.sid);
    expect(bench.delivered(text)).toBe(1);
  });

  it('a text that Twilio does not know is sent again', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(LOST, { to: phone });
    const text = await bench.sendText(phone);
    await bench.ended(text, 'accepted');
    expect(await bench.calls(text)).toEqual(['twilio plain unknown', 'twilio plain accepted']);
    expect(bench.delivered(text)).toBe(1);
  });

  it('a text fails if it is unclear whether it was sent, and no provider sends it again', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(SENT_AND_LOST, { to: phone });
    bench.twilio.respondWith(20500, { to: phone });
    const text = await bench.sendText(phone);
    expect((await bench.ended(text, 'failed')).last_error).toContain('may have been sent');
    expect(await bench.calls(text)).toEqual(['twilio plain unknown']);
    expect(bench.delivered(text)).toBe(1);
  });

  it('a text is repeated at Kavenegar, which sends a text with the same id once', async () => {
    const phone = newPhoneNumber().e164;
    bench.kavenegar.failNext(SENT_AND_LOST, { receptor: phone, times: 2 });
    const text = await bench.sendText(phone);
    await bench.ended(text, 'accepted');
    expect(await bench.calls(text)).toEqual([
      'kavenegar plain unknown',
      'kavenegar plain unknown',
      'kavenegar plain accepted',
    ]);
    expect(bench.delivered(text)).toBe(1);
  });
});

describe('custom codes by Twilio Verify', () => {
  const bench = failing;

  beforeEach(() => bench.twilio.reset());

  const approvals = () => bench.twilio.requests.filter(({ form }) => form['Status'] === 'approved');

  it('a custom code arrives and is checked by Ramz, and its success is reported to Twilio', async () => {
    const phone = newTurkishNumber();
    const asked = await bench.ask(phone);
    const { provider_message_id: sid } = await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual(['twilio verify accepted']);
    const code = bench.twilio.lastCodeFor(phone)!;
    const started = bench.twilio.requests.filter(({ scope }) => scope === 'Verifications');
    expect(started.map(({ form }) => form)).toEqual([
      { To: phone, Channel: 'sms', CustomCode: code, Locale: expect.any(String) },
    ]);
    await verifyCode(bench.url, phone, code).expect(200);
    const [told] = await eventually(() => {
      expect(approvals()).toHaveLength(1);
      return approvals();
    });
    expect(told!.path).toContain(sid);
    expect(bench.twilio.verifications.get(sid!)?.status).toBe('approved');
  });

  it('a custom code is read out on the channel call', async () => {
    const phone = newTurkishNumber();
    const asked = await bench.ask(phone, { channel: 'call' });
    await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual(['twilio verify accepted']);
    expect(bench.twilio.messagesFor(phone)).toMatchObject([{ method: 'verify', call: true }]);
    await verifyCode(bench.url, phone, bench.twilio.lastCodeFor(phone)!).expect(200);
    await eventually(() => expect(approvals()).toHaveLength(1));
  });

  it('a custom code is sent as a text if Verify does not accept it, and its success is not reported', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(60204, { to: phone });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual(['twilio verify misconfigured', 'twilio plain accepted']);
    await verifyCode(bench.url, phone, bench.twilio.lastCodeFor(phone)!).expect(200);
    // The feedback of a later code comes after the one that must not come.
    const later = newTurkishNumber();
    await bench.ended(await bench.ask(later), 'accepted');
    await verifyCode(bench.url, later, bench.twilio.lastCodeFor(later)!).expect(200);
    await eventually(() => expect(approvals()).toHaveLength(1));
  });

  it('a call that Verify cannot make goes to the next provider, and never becomes a text', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(60223, { to: phone });
    const asked = await bench.ask(phone, { channel: 'call' });
    await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual(['twilio verify misconfigured', 'kavenegar lookup accepted']);
    expect(bench.kavenegar.messagesFor(phone)).toMatchObject([{ call: true }]);
  });
});

describe('Twilio alone, with two senders', () => {
  const senders = ['+15005550006', '+15005550007'];
  const bench = ProvidersBench.with({
    SMS_ROUTES: '*=twilio',
    TWILIO_FROM_NUMBER: senders.join(','),
    RATE_LIMITS: 'otp_phone=1/600,otp_ip=off',
  });

  beforeAll(() => {
    bench.twilio.from.push(senders[1]!);
  });
  beforeEach(() => bench.twilio.reset());

  it('the next Twilio sender is used at once when one is refused for the destination', async () => {
    const phone = newTurkishNumber();
    bench.twilio.failNext(21606, { to: phone });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    expect(await bench.calls(asked)).toEqual(['twilio plain misconfigured', 'twilio plain accepted']);
    const used = bench.twilio.requests.flatMap(({ method, form }) => (method === 'POST' ? [form['From']] : []));
    expect(used).toHaveLength(2);
    expect(new Set(used)).toEqual(new Set(senders));
  });

  it('a code to a destination without a provider is refused, uses no limit, and does not affect the others', async () => {
    const iranian = newPhoneNumber().e164;
    for (const _ of [1, 2]) {
      const refused = await askForCode(bench.url, iranian).expect(503);
      expect(refused.body.code).toBe('sms_not_configured');
    }
    const voice = await askForCode(bench.url, newTurkishNumber(), { channel: 'call' }).expect(503);
    expect(voice.body.code).toBe('sms_not_configured');
    const turkish = await bench.ask(newTurkishNumber());
    await bench.ended(turkish, 'accepted');
    const sends = bench.twilio.requests.filter(({ method }) => method === 'POST');
    expect(sends.map(({ form }) => form['To'])).toEqual([turkish.phone]);
  });
});
