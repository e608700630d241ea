import { askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { storesOfSlowTests } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { withRamz, type RamzSetup } from '../support/with-ramz.js';

const BACKOFF_MS = 40;
const TIMEOUT_MS = 1000;
/** So many that the faults of one test stay below the half of the last calls. */
const GOOD_CALLS = 8;

interface MessageRow {
  id: string;
  local_id: string;
  status: string;
  payload: Buffer | null;
  provider: string | null;
  provider_message_id: string | null;
  last_error: string | null;
  attempt_count: number;
}

interface AttemptRow {
  provider: string;
  method: string;
  outcome: string;
  raw_code: number | null;
  meaning: string | null;
  latency_ms: number | null;
  cost: string | null;
  provider_message_id: string | null;
  finished: boolean;
}

type Asked = Awaited<ReturnType<Bench['ask']>>;

/** A whole service in front of a Kavenegar that fails on request, over a network that can be cut. */
class Bench {
  private proxy?: TcpProxy;
  readonly ramz: RamzSetup;

  constructor(store: 'postgresql' | 'redis', variables: Record<string, string> = {}) {
    const settings = async ({ kavenegar }: RamzSetup) => {
      this.proxy = await TcpProxy.to(kavenegar.url);
      return {
        KAVENEGAR_BASE_URL: this.proxy.url,
        OTP_EXPIRATION_MINUTES: '1',
        SMS_ATTEMPTS: '8',
        SMS_BACKOFF_MS: String(BACKOFF_MS),
        SMS_TIMEOUT_MS: String(TIMEOUT_MS),
        ...variables,
      };
    };
    this.ramz = withRamz(settings, { store, providers: ['kavenegar'] });
    afterAll(() => this.proxy?.close());
  }

  get kavenegar() {
    return this.ramz.kavenegar;
  }

  get database() {
    return this.ramz.database;
  }

  get network(): TcpProxy {
    return this.proxy!;
  }

  async ask(phone = newPhoneNumber()) {
    const { body } = await askForCode(this.ramz.url, phone.national).expect(200);
    const { rows } = await this.database.query<{ id: string }>('SELECT id FROM messages WHERE otp_token_id = $1', [
      body.challenge_id,
    ]);
    return { phone, challengeId: String(body.challenge_id), messageId: rows[0]!.id };
  }

  /** Closes the breakers that an earlier test opened. Breakers have their own tests. */
  async closeBreakers(): Promise<void> {
    await this.database.query('DELETE FROM breakers');
    // Until the worker reads the breakers again, within a second, it skips the lookup.
    await eventually(async () => {
      const { e164 } = newPhoneNumber();
      await askForCode(this.ramz.url, e164).expect(200);
      expect(await this.kavenegar.waitForMessage(e164)).toMatchObject({ method: 'lookup' });
    });
    const phones = Array.from({ length: GOOD_CALLS }, () => newPhoneNumber());
    await Promise.all(
      phones.map(async ({ e164 }) => {
        await eventually(() => askForCode(this.ramz.url, e164).expect(200));
        await this.kavenegar.waitForMessage(e164);
      }),
    );
  }

  async message({ messageId }: Asked): Promise<MessageRow> {
    const { rows } = await this.database.query<MessageRow>('SELECT * FROM messages WHERE id = $1', [messageId]);
    return rows[0]!;
  }

  /** The message once it has ended so; whatever its end, its text is wiped. */
  async ended(asked: Asked, status: string): Promise<MessageRow> {
    return eventually(async () => {
      const row = await this.message(asked);
      expect(row).toMatchObject({ status, payload: null });
      return row;
    });
  }

  async attempts({ messageId }: Asked): Promise<AttemptRow[]> {
    const { rows } = await this.database.query<AttemptRow>(
      `SELECT provider, method, outcome, raw_code, meaning, latency_ms, cost, provider_message_id,
        finished_at >= started_at AS finished
       FROM message_attempts WHERE message_id = $1 ORDER BY id`,
      [messageId],
    );
    return rows;
  }

  async outcomes(asked: Asked): Promise<string[]> {
    return (await this.attempts(asked)).map(({ outcome }) => outcome);
  }

  /** What Kavenegar was asked for this number, in order. */
  calls({ phone }: Asked) {
    return this.kavenegar.requests.filter(({ form }) => form['receptor'] === phone.national);
  }

  /** The code of the first call, once Kavenegar has been asked. */
  async firstCode(asked: Asked): Promise<string> {
    return eventually(() => {
      const [call] = this.calls(asked);
      expect(call?.form['token']).toBeDefined();
      return call!.form['token']!;
    });
  }

  /** The message's log lines of its calls, once there are so many. */
  async callLogs({ messageId }: Asked, count: number): Promise<Record<string, unknown>[]> {
    return eventually(() => {
      const lines = this.ramz.process.logs.filter((line) => line['message_id'] === messageId && line['method']);
      expect(lines).toHaveLength(count);
      return lines;
    });
  }
}

const others = 'otp_ip=off,otp_phone_hour=off,otp_phone_day=off,verify_ip=off,wrong_codes_hour=off';
const withFewAttempts = new Bench('postgresql', { RATE_LIMITS: `otp_phone=1/120,${others}`, SMS_ATTEMPTS: '3' });

describe('Kavenegar methods', () => {
  const bench = withFewAttempts;

  it.each([
    [424, 'Template "verify" does not exist on the Kavenegar account, or is not approved yet (424).'],
    [426, 'The Kavenegar account needs the advanced service plan for templates (426).'],
    [431, 'Kavenegar does not accept the form of the code (431)'],
    [432, 'Template "verify" has no %token in its text (432).'],
  ])('the whole text is sent plainly when a template returns %i, and the log says why', async (status, sentence) => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(status, { scope: 'verify/lookup', receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'accepted');

    const [lookup, plain, ...more] = bench.calls(asked);
    const code = lookup?.form['token'] ?? '';
    expect(more).toEqual([]);
    expect(lookup?.scope).toBe('verify/lookup');
    expect(plain?.scope).toBe('sms/send');
    expect(plain?.form).toEqual({
      receptor: asked.phone.national,
      message: `کد تأیید شما: ${code}\nاین کد 1 دقیقه اعتبار دارد.`,
      sender: '2000660110',
      localid: row.local_id,
    });
    expect(row.local_id).toMatch(/^\d+$/);

    expect(await bench.callLogs(asked, 2)).toMatchObject([
      {
        level: 'warn',
        message: 'not sent',
        provider: 'kavenegar',
        method: 'lookup',
        outcome: 'misconfigured',
        raw_code: status,
        reason: expect.stringContaining(sentence),
        next_method: true,
      },
      { level: 'info', message: 'sent', provider: 'kavenegar', method: 'plain', outcome: 'accepted', raw_code: 200 },
    ]);
    await verifyCode(bench.ramz.url, asked.phone.national, code).expect(200);
  });

  it('a text is sent again from the default line when Kavenegar refuses the sender (412)', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(424, { scope: 'verify/lookup', receptor: phone.e164 });
    bench.kavenegar.failNext(412, { scope: 'sms/send', receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');

    const [lookup, plain, defaultLine, ...more] = bench.calls(asked);
    expect(more).toEqual([]);
    expect(lookup?.scope).toBe('verify/lookup');
    expect(plain?.form).toMatchObject({ sender: '2000660110' });
    const { sender: _, ...withoutSender } = plain!.form;
    expect(defaultLine?.form).toEqual(withoutSender);
    expect(await bench.callLogs(asked, 3)).toMatchObject([
      { method: 'lookup', raw_code: 424, next_method: true },
      {
        method: 'plain',
        raw_code: 412,
        next_method: true,
        reason:
          'Sender line 2000660110 is not active on this account. Set KAVENEGAR_SENDER to a line of the account (412).',
      },
      { method: 'default_line', outcome: 'accepted' },
    ]);
  });

  it('a text is sent from the default line when the plan does not include the line (426)', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(424, { scope: 'verify/lookup', receptor: phone.e164 });
    bench.kavenegar.failNext(426, { scope: 'sms/send', receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    expect(await bench.callLogs(asked, 3)).toMatchObject([
      { method: 'lookup', raw_code: 424 },
      {
        method: 'plain',
        raw_code: 426,
        next_method: true,
        reason: expect.stringContaining('Kavenegar sends this text only'),
      },
      { method: 'default_line', outcome: 'accepted' },
    ]);
  });

  it('every call is stored with provider, method, code, meaning, latency and cost', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(424, { scope: 'verify/lookup', receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'accepted');
    const common = { provider: 'kavenegar', latency_ms: expect.any(Number), finished: true };
    expect(await bench.attempts(asked)).toEqual([
      {
        ...common,
        method: 'lookup',
        outcome: 'misconfigured',
        raw_code: 424,
        meaning: expect.stringContaining('(424)'),
        cost: null,
        provider_message_id: null,
      },
      {
        ...common,
        method: 'plain',
        outcome: 'accepted',
        raw_code: 200,
        meaning: null,
        cost: '120.0000',
        provider_message_id: bench.kavenegar.messagesFor(asked.phone.e164)[0]!.messageid,
      },
    ]);
    expect(row).toMatchObject({ provider: 'kavenegar', attempt_count: 1 });
    expect(row.provider_message_id).toBe(bench.kavenegar.messagesFor(asked.phone.e164)[0]!.messageid);
  });

  it('the text of a message is stored encrypted until it is sent', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext({ delayMs: 300 }, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const code = await bench.firstCode(asked);
    const { status, payload } = await bench.message(asked);
    expect(status).toBe('sending');
    expect(payload!.length).toBeGreaterThan(30);
    for (const encoding of ['utf8', 'latin1', 'utf16le'] as const) {
      expect(payload!.toString(encoding)).not.toContain(code);
      expect(payload!.toString(encoding)).not.toContain('کد');
    }
    await bench.ended(asked, 'accepted');
  });
});

describe('final refusals by Kavenegar', () => {
  const bench = withFewAttempts;

  beforeEach(() => bench.closeBreakers());

  const askAgain = ({ phone }: Asked) => askForCode(bench.ramz.url, phone.national);

  it.each([
    [411, 'Kavenegar does not accept the recipient number (411).'],
    [413, 'The text is empty or too long for Kavenegar (413).'],
    [799, 'Kavenegar refused the message with code 799, which Ramz does not know.'],
  ])('a message fails at once on %i with the reason, and its rate limits are refunded', async (status, sentence) => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(status === 799 ? { status, httpStatus: 400 } : status, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'failed');
    expect(row).toMatchObject({ last_error: sentence, attempt_count: 1, provider_message_id: null });
    expect(bench.calls(asked)).toHaveLength(1);
    // The token comes back right after the end; a refused ask takes none.
    await eventually(() => askAgain(asked).expect(200));
    await askAgain(asked).expect(429);
  });

  it.each([
    [403, 'Invalid Kavenegar API key (403). Correct KAVENEGAR_API_KEY.'],
    [418, 'Insufficient credit on the Kavenegar account (418). Top it up.'],
  ])('a code is kept while the account is refused (%i), and its error says why it waits', async (status, sentence) => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(status, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await eventually(async () => {
      const row = await bench.message(asked);
      expect(row).toMatchObject({ status: 'queued', attempt_count: 1, last_error: expect.stringContaining(sentence) });
      expect(row.last_error).toContain('kavenegar is paused');
    });
    expect(bench.calls(asked)).toHaveLength(1);
  });

  it.each([
    [
      501,
      "This is a Kavenegar test account, which may only send to its owner's own number (501). Verify the account in the panel.",
    ],
    [409, 'Kavenegar cannot answer at the moment (409).'],
  ])('a message fails after SMS_ATTEMPTS runs on %i, and its rate limits are refunded', async (status, sentence) => {
    const phone = newPhoneNumber();
    const mend = bench.kavenegar.respondWith(status, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'failed');
    expect(row).toMatchObject({ last_error: sentence, attempt_count: 3 });
    expect(bench.calls(asked)).toHaveLength(3);
    mend();
    await eventually(() => askAgain(asked).expect(200));
  });

  it('a message that may have been sent is retried until its attempts are used up, and is not refunded', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.respondWith('hang', { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'failed');
    expect(row.last_error).toMatch(/^Kavenegar gave no answer: no answer came before the deadline\b/);
    // Before the third call Kavenegar is asked what it has sent.
    expect(bench.calls(asked).map(({ scope }) => scope)).toEqual([
      'verify/lookup',
      'verify/lookup',
      'sms/statusbyreceptor',
      'sms/send',
    ]);
    const attempts = await bench.attempts(asked);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
    for (const { latency_ms: latency } of attempts) expect(latency).toBeGreaterThanOrEqual(TIMEOUT_MS - 5);
    await askAgain(asked).expect(429);
  });
});

describe.each(storesOfSlowTests)('send retries with a queue on %s', (store) => {
  const bench = new Bench(store);

  beforeEach(() => bench.closeBreakers());

  it.each([
    ['409', 409],
    ['500', 500],
    ['503', 503],
    ["a gateway's page", 'html' as const],
  ])('a message survives %s and is accepted once the fault ends', async (_, fault) => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(fault, { times: 2, receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'accepted');
    expect(row.attempt_count).toBe(3);
    expect(bench.calls(asked)).toHaveLength(3);
    expect(await bench.outcomes(asked)).toEqual(['transient', 'transient', 'accepted']);
    expect(bench.kavenegar.messagesFor(asked.phone.e164)).toHaveLength(1);
  });

  it('each retry waits longer than the one before', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext(409, { times: 5, receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    const times = bench.calls(asked).map(({ at }) => at.getTime());
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(gaps).toHaveLength(5);
    // Jitter takes at most half; the clock of the fake counts whole milliseconds.
    for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual((BACKOFF_MS * 2 ** index) / 2 - 2);
  });

  it('a Kavenegar that throttles (451) gets no calls for as long as it asks', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext({ status: 451, retryAfter: 1 }, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    const times = bench.calls(asked).map(({ at }) => at.getTime());
    expect(times).toHaveLength(2);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1000 - 2);
  });

  it('a message survives a Kavenegar that refuses connections', async () => {
    await bench.network.cut();
    const asked = await bench.ask();
    await eventually(async () => expect((await bench.outcomes(asked))[0]).toBe('transient'));
    await bench.network.restore();
    await bench.ended(asked, 'accepted');
    const attempts = await bench.attempts(asked);
    expect(attempts[0]!.meaning).toMatch(
      /^Kavenegar could not be reached: the connection was refused \(ECONNREFUSED\)\./,
    );
    expect(attempts.at(-1)!.outcome).toBe('accepted');
    expect(bench.calls(asked)).toHaveLength(1);
  });

  it('a send without an answer is retried after its deadline', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext('hang', { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await bench.ended(asked, 'accepted');
    expect(await bench.outcomes(asked)).toEqual(['unknown', 'accepted']);
  });

  it('a message expires at once if its next attempt would be too late', async () => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext({ status: 409, retryAfter: 120 }, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    const row = await bench.ended(asked, 'expired');
    expect(row.last_error).toBe('Kavenegar cannot answer at the moment (409).');
    expect(bench.calls(asked)).toHaveLength(1);
  });

  const endings: { what: string; status: string; end: (asked: Asked) => Promise<unknown> }[] = [
    {
      what: 'its time was over while it waited',
      status: 'expired',
      end: ({ messageId }) => bench.database.query('UPDATE messages SET expires_at = now() WHERE id = $1', [messageId]),
    },
    {
      what: 'a resend replaced its code while it waited',
      status: 'cancelled',
      end: async ({ phone }) => bench.ended(await bench.ask(phone), 'accepted'),
    },
    {
      what: 'its code was guessed at too often while it waited',
      status: 'cancelled',
      end: async (asked) => {
        const code = await bench.firstCode(asked);
        for (let step = 1; step <= 5; step += 1) {
          await verifyCode(bench.ramz.url, asked.phone.national, wrongCode(code, step)).expect(400);
        }
      },
    },
  ];

  it.each(endings)('a message is never sent when $what', async ({ status, end }) => {
    const phone = newPhoneNumber();
    bench.kavenegar.failNext({ status: 409, retryAfter: 1 }, { receptor: phone.e164 });
    const asked = await bench.ask(phone);
    await eventually(async () =>
      expect(await bench.message(asked)).toMatchObject({ status: 'queued', attempt_count: 1 }),
    );
    const code = await bench.firstCode(asked);
    await end(asked);
    await bench.ended(asked, status);
    expect(bench.calls(asked).filter(({ form }) => form['token'] === code)).toHaveLength(1);
    expect(bench.kavenegar.messagesFor(asked.phone.e164).filter(({ token }) => token === code)).toEqual([]);
  });
});
