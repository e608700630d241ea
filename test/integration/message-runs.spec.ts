import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { secretsConfig } from '../../src/config/index.js';
import { PrismaService } from '../../src/database/index.js';
import {
  EarlyReportRepository,
  MessageAttemptRepository,
  MessageRunRepository,
  MessageRunService,
  messagingConfig,
  type MessageRun,
} from '../../src/messaging/index.js';
import { limitConfig, LimitService } from '../../src/throttling/index.js';
import { LimitCounter } from '../../src/throttling/limit-counter.js';
import { LimitKeys } from '../../src/throttling/limit-keys.js';
import { PostgresCounterStore } from '../../src/throttling/postgres-counter.store.js';
import { RateLimiterStorage } from '../../src/throttling/rate-limiter.storage.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const MINUTE = 60_000;
/** The default deadline of a call and the five seconds of grace. */
const LEASE_MS = 35_000;
const PHONE = '+989120000001';
const ADDRESS = 'sam@example.com';
const FAILURE = { outcome: 'transient', meaning: 'The provider is busy.' } as const;

let environment: TestEnvironment;
let pool: Pool;
let prisma: PrismaService;
let clock: FakeClock;
let limits: LimitService;
let runs: MessageRunService;

const later = (ms: number) => new Date(clock.now() + ms);

beforeAll(async () => {
  environment = await createTestEnvironment();
  pool = new Pool({ connectionString: environment.databaseUrl, max: 5 });
  prisma = new PrismaService(pool);
});
beforeEach(() => {
  // The counters of the limits use the time of the machine.
  clock = new FakeClock(Date.now());
  const variables = { ...environment.variables, RATE_LIMITS: 'otp_phone=3/600', SMS_ATTEMPTS: '2' };
  const config = messagingConfig.read(variables);
  const keys = new LimitKeys(secretsConfig.read(variables));
  const storage = new RateLimiterStorage(new PostgresCounterStore('request_limits', pool, clock));
  limits = new LimitService(keys, new LimitCounter(limitConfig.read(variables), keys, storage, clock));
  const messages = new MessageRunRepository(prisma, config);
  const attempts = new MessageAttemptRepository(prisma);
  runs = new MessageRunService(config, messages, attempts, new EarlyReportRepository(prisma), limits, clock);
});
afterEach(() => pool.query('TRUNCATE messages, otp_tokens, request_limits CASCADE'));
afterAll(async () => {
  await pool.end();
  await environment.dispose();
});

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await pool.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row));
}

/** Writes a code that goes to an e-mail address, and counts it for the recipient it was requested for. */
async function codeByEmail({ requestedFor = ADDRESS, resendAt = later(MINUTE) } = {}): Promise<{
  otpTokenId: string;
  messageId: string;
}> {
  const [otpTokenId, messageId] = [randomUUID(), randomUUID()];
  const times = { created_at: later(0), expires_at: later(5 * MINUTE) };
  await limits.takeForCode(requestedFor, 'login');
  await insert('otp_tokens', {
    ...{
      id: otpTokenId,
      purpose: 'login',
      channel: 'email',
      recipient: requestedFor,
      code_digest: 'x',
      pepper_id: 't1',
    },
    ...{ max_attempts: 3, locale: 'en', resend_at: resendAt, ...times },
  });
  await insert('messages', {
    ...{ id: messageId, channel: 'email', kind: 'otp', recipient: ADDRESS, payload: Buffer.from('x') },
    ...{ otp_token_id: otpTokenId, ...times },
  });
  return { otpTokenId, messageId };
}

async function begun(messageId: string): Promise<MessageRun> {
  const run = await runs.begin(messageId);
  if ('done' in run) throw new Error('There is nothing to send');
  return run;
}

async function addAttempt(messageId: string, outcome: string): Promise<void> {
  await insert('message_attempts', { message_id: messageId, provider: 'smtp', method: 'plain', outcome });
}

const used = async (recipient = ADDRESS) => (await limits.statesOf(recipient, [], []))[0]?.used;
const messageOf = async (id: string) =>
  (
    await pool.query<{ status: string; payload: unknown; attempt_count: number }>(
      'SELECT status, payload, attempt_count FROM messages WHERE id = $1',
      [id],
    )
  ).rows[0];
const resendAtOf = async (id: string) =>
  (await pool.query<{ resend_at: Date }>('SELECT resend_at FROM otp_tokens WHERE id = $1', [id])).rows[0]?.resend_at;

describe('messages that were not sent', () => {
  it('the limits of a failed code are refunded, and the client may request another one at once', async () => {
    const { otpTokenId, messageId } = await codeByEmail();
    expect(await used()).toBe(1);
    clock.advance(1000);
    expect(await runs.fail(await begun(messageId), FAILURE)).toEqual({ done: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'failed', payload: null });
    expect(await resendAtOf(otpTokenId)).toEqual(later(0));
    expect(await used()).toBe(0);
  });

  it('the limits of a message are refunded once, however many workers end it', async () => {
    const { messageId } = await codeByEmail();
    await limits.takeForCode(ADDRESS, 'login');
    const run = await begun(messageId);
    await Promise.all([1, 2, 3].map(() => runs.fail(run, FAILURE)));
    expect(await used()).toBe(1);
  });

  it('a failure never moves the time of the next request into the future', async () => {
    const resendAt = later(-1000);
    const { otpTokenId, messageId } = await codeByEmail({ resendAt });
    await runs.fail(await begun(messageId), FAILURE);
    expect(await resendAtOf(otpTokenId)).toEqual(resendAt);
  });

  it('a message whose time is over expires, and its limits are refunded', async () => {
    const { messageId } = await codeByEmail();
    clock.advance(5 * MINUTE);
    expect(await runs.begin(messageId)).toEqual({ done: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'expired', payload: null });
    expect(await used()).toBe(0);
  });

  it.each([`status = 'superseded'`])(
    'a message whose code has ended (%s) is cancelled, and its limits are refunded',
    async (end) => {
      const { messageId } = await codeByEmail();
      await pool.query(`UPDATE otp_tokens SET ${end}`);
      expect(await runs.begin(messageId)).toEqual({ done: true });
      expect(await messageOf(messageId)).toMatchObject({ status: 'cancelled', payload: null });
      expect(await used()).toBe(0);
    },
  );

  it('cancels a message whose code was guessed at until it had no attempts left, and keeps its count', async () => {
    const { otpTokenId, messageId } = await codeByEmail();
    await pool.query('UPDATE otp_tokens SET attempts = max_attempts WHERE id = $1', [otpTokenId]);
    expect(await runs.begin(messageId)).toEqual({ done: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'cancelled', payload: null });
    expect(await used()).toBe(1);
  });

  it('gives back the count of a code whose attempts were spent on the codes before it', async () => {
    const { otpTokenId, messageId } = await codeByEmail();
    await pool.query('UPDATE otp_tokens SET max_attempts = 5, attempts = 3, attempts_at_issue = 3 WHERE id = $1', [
      otpTokenId,
    ]);
    await runs.fail(await begun(messageId), FAILURE);
    expect(await used()).toBe(0);
  });

  it('keeps the count of a fourth code of an hour that was not sent', async () => {
    for (let i = 0; i < 3; i += 1) {
      const { otpTokenId, messageId } = await codeByEmail();
      await runs.fail(await begun(messageId), FAILURE);
      await pool.query(`UPDATE otp_tokens SET status = 'superseded' WHERE id = $1`, [otpTokenId]);
    }
    expect(await used()).toBe(0);
    await runs.fail(await begun((await codeByEmail()).messageId), FAILURE);
    expect(await used()).toBe(1);
  });

  it('only one of several concurrent cancels of a queued message succeeds, and its limits are refunded', async () => {
    const { messageId } = await codeByEmail();
    const results = await Promise.all([1, 2, 3].map(() => runs.cancel(messageId)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await messageOf(messageId)).toMatchObject({ status: 'cancelled', payload: null });
    expect(await used()).toBe(0);
  });

  it('a message that a worker is sending cannot be cancelled', async () => {
    const { messageId } = await codeByEmail();
    await begun(messageId);
    expect(await runs.cancel(messageId)).toBe(false);
    expect(await messageOf(messageId)).toMatchObject({ status: 'sending' });
  });
});

describe('messages that may have been sent', () => {
  it('the limits of a code whose last call has an unknown outcome are not refunded', async () => {
    const { messageId } = await codeByEmail();
    await runs.fail(await begun(messageId), { outcome: 'unknown', meaning: 'The answer was lost.' });
    expect(await used()).toBe(1);
  });

  it.each(['unknown', 'started', 'accepted'])(
    'the limits of a failed code with an earlier call that is %s are not refunded',
    async (outcome) => {
      const { messageId } = await codeByEmail();
      await addAttempt(messageId, outcome);
      await runs.fail(await begun(messageId), FAILURE);
      expect(await used()).toBe(1);
    },
  );

  it.each(['unknown', 'started'])(
    'the limits of an ended code with an earlier call that is %s are not refunded',
    async (outcome) => {
      const { messageId } = await codeByEmail();
      await addAttempt(messageId, outcome);
      await pool.query(`UPDATE otp_tokens SET status = 'used'`);
      expect(await runs.begin(messageId)).toEqual({ done: true });
      expect(await messageOf(messageId)).toMatchObject({ status: 'cancelled' });
      expect(await used()).toBe(1);
    },
  );
});

describe('codes for a phone number that are requested by e-mail', () => {
  it('a failed code changes nothing that a stranger can see', async () => {
    const { otpTokenId, messageId } = await codeByEmail({ requestedFor: PHONE });
    const resendAt = await resendAtOf(otpTokenId);
    await runs.fail(await begun(messageId), FAILURE);
    expect(await messageOf(messageId)).toMatchObject({ status: 'failed' });
    expect(await resendAtOf(otpTokenId)).toEqual(resendAt);
    expect(await used(PHONE)).toBe(1);
  });
});

describe('runs that do not end their message', () => {
  it('a message is retried until all attempts are used up', async () => {
    const { otpTokenId, messageId } = await codeByEmail();
    const resendAt = await resendAtOf(otpTokenId);
    expect(await runs.retry(await begun(messageId), FAILURE)).toMatchObject({ done: false, countsAsAttempt: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'queued', attempt_count: 1 });
    expect(await resendAtOf(otpTokenId)).toEqual(resendAt);
    expect(await runs.retry(await begun(messageId), FAILURE)).toEqual({ done: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'failed', payload: null });
  });

  it('a message that cannot be retried in time expires', async () => {
    const { messageId } = await codeByEmail();
    const run = await begun(messageId);
    expect(await runs.retry(run, { ...FAILURE, retryAfterMs: 5 * MINUTE })).toEqual({ done: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'expired', payload: null });
  });

  it('a pause does not use up an attempt', async () => {
    const { messageId } = await codeByEmail();
    const result = await runs.pause(await begun(messageId), FAILURE, clock.now() + MINUTE);
    expect(result).toMatchObject({ done: false, countsAsAttempt: false });
    expect(result).toHaveProperty('retryInMs', expect.any(Number));
    expect(await messageOf(messageId)).toMatchObject({ status: 'queued', attempt_count: 0 });
  });

  it('a message that would have to pause for too long expires', async () => {
    const { messageId } = await codeByEmail();
    expect(await runs.pause(await begun(messageId), FAILURE, clock.now() + 5 * MINUTE)).toEqual({ done: true });
    expect(await messageOf(messageId)).toMatchObject({ status: 'expired', payload: null });
  });
});

describe('start of a run', () => {
  it('only one of many workers gets a message, and the others wait for the end of its lease', async () => {
    const { messageId } = await codeByEmail();
    const results = await Promise.all([1, 2, 3, 4].map(() => runs.begin(messageId)));
    expect(results.filter((result) => 'message' in result)).toHaveLength(1);
    const others = results.filter((result) => 'done' in result);
    expect(others).toEqual(Array(3).fill({ done: false, retryInMs: LEASE_MS, countsAsAttempt: false }));
  });

  it('the next worker gets a message when the lease has ended, with the calls of earlier runs', async () => {
    const { messageId } = await codeByEmail();
    await begun(messageId);
    await addAttempt(messageId, 'started');
    clock.advance(LEASE_MS);
    expect(await runs.begin(messageId)).toMatchObject({ done: false, retryInMs: 1 });
    clock.advance(1);
    expect(await runs.begin(messageId)).toMatchObject({
      message: { id: messageId, attemptCount: 2 },
      past: [{ provider: 'smtp', method: 'plain', outcome: 'started' }],
    });
  });
});
