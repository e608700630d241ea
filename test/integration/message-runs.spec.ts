import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { secretsConfig } from '../../src/config/index.js';
import { PrismaService } from '../../src/database/index.js';
import {
  MessageAttemptRepository,
  MessageRepository,
  MessageRunService,
  messagingConfig,
  type Run,
} from '../../src/messaging/index.js';
import { limitConfig, LimitService } from '../../src/throttling/index.js';
import { LimitCounter } from '../../src/throttling/limit-counter.js';
import { LimitKeys } from '../../src/throttling/limit-keys.js';
import { PostgresCounterStore } from '../../src/throttling/postgres-counter.store.js';
import { RateLimiterStorage } from '../../src/throttling/rate-limiter.storage.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const MINUTE = 60_000;
const PHONE = '+989120000001';
const ADDRESS = 'sam@example.com';
const FAULT = { outcome: 'transient', meaning: 'A fault.' };

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
  // The limits go by the time of the machine.
  clock = new FakeClock(Date.now());
  const variables = { ...environment.variables, RATE_LIMITS: 'otp_phone=3/600', SMS_ATTEMPTS: '2' };
  const config = messagingConfig.read(variables);
  const keys = new LimitKeys(secretsConfig.read(variables));
  const storage = new RateLimiterStorage(new PostgresCounterStore(pool));
  limits = new LimitService(keys, new LimitCounter(limitConfig.read(variables), keys, storage));
  const messages = new MessageRepository(prisma, config);
  runs = new MessageRunService(config, messages, new MessageAttemptRepository(prisma), limits, clock);
});
afterEach(() => pool.query('TRUNCATE messages, otp_tokens, rate_limits CASCADE'));
afterAll(async () => {
  await pool.end();
  await environment.dispose();
});

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await pool.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row));
}

/** A code that goes to an address, counted once for what it was asked for with; gives the ids. */
async function codeByEmail({ askedFor = ADDRESS, resendAt = later(MINUTE) } = {}): Promise<{
  otpTokenId: string;
  messageId: string;
}> {
  const [otpTokenId, messageId] = [randomUUID(), randomUUID()];
  const times = { created_at: later(0), expires_at: later(5 * MINUTE) };
  await limits.takeForCode(askedFor, 'login');
  await insert('otp_tokens', {
    ...{ id: otpTokenId, purpose: 'login', channel: 'email', recipient: askedFor, code_digest: 'x', pepper_id: 't1' },
    ...{ max_attempts: 3, locale: 'en', resend_at: resendAt, ...times },
  });
  await insert('messages', {
    ...{ id: messageId, channel: 'email', kind: 'otp', recipient: ADDRESS, payload: Buffer.from('x') },
    ...{ otp_token_id: otpTokenId, ...times },
  });
  return { otpTokenId, messageId };
}

async function begun(messageId: string): Promise<Run> {
  const run = await runs.begin(messageId);
  if ('done' in run) throw new Error('The message was not to be sent.');
  return run;
}

const used = async (recipient = ADDRESS) => (await limits.statesOf(recipient, [], []))[0]?.used;
const statusOf = async (id: string) =>
  (await pool.query<{ status: string; payload: unknown }>('SELECT status, payload FROM messages WHERE id = $1', [id]))
    .rows[0];
const resendAtOf = async (id: string) =>
  (await pool.query<{ resend_at: Date }>('SELECT resend_at FROM otp_tokens WHERE id = $1', [id])).rows[0]?.resend_at;

describe('A code that was not sent', () => {
  it('gives its count back to what it was asked for by, and may be asked for again at once', async () => {
    const { otpTokenId, messageId } = await codeByEmail();
    expect(await used()).toBe(1);
    clock.advance(1000);
    expect(await runs.fail(await begun(messageId), FAULT)).toEqual({ done: true });
    expect(await statusOf(messageId)).toEqual({ status: 'failed', payload: null });
    expect(await resendAtOf(otpTokenId)).toEqual(later(0));
    expect(await used()).toBe(0);
  });

  it('is told so once, however many workers end it', async () => {
    const { messageId } = await codeByEmail();
    await limits.takeForCode(ADDRESS, 'login');
    const run = await begun(messageId);
    await Promise.all([1, 2, 3].map(() => runs.fail(run, FAULT)));
    expect(await used()).toBe(1);
  });

  it('does not put off when it may be asked for again', async () => {
    const resendAt = later(-1000);
    const { otpTokenId, messageId } = await codeByEmail({ resendAt });
    await runs.fail(await begun(messageId), FAULT);
    expect(await resendAtOf(otpTokenId)).toEqual(resendAt);
  });

  it('because its time or its code was over gives its count back', async () => {
    const expired = await codeByEmail();
    clock.advance(5 * MINUTE);
    expect(await runs.begin(expired.messageId)).toEqual({ done: true });
    expect(await statusOf(expired.messageId)).toEqual({ status: 'expired', payload: null });
    expect(await used()).toBe(0);

    await pool.query(`UPDATE otp_tokens SET status = 'superseded'`);
    const cancelled = await codeByEmail();
    await pool.query(`UPDATE otp_tokens SET status = 'superseded'`);
    expect(await runs.begin(cancelled.messageId)).toEqual({ done: true });
    expect(await statusOf(cancelled.messageId)).toEqual({ status: 'cancelled', payload: null });
    expect(await used()).toBe(0);
  });
});

describe('A code that may have been sent', () => {
  const called = (messageId: string, outcome: string) =>
    insert('message_attempts', { message_id: messageId, provider: 'smtp', method: 'plain', outcome });

  it('stays counted', async () => {
    const { messageId } = await codeByEmail();
    await runs.fail(await begun(messageId), { outcome: 'unknown', meaning: 'The answer was lost.' });
    expect(await used()).toBe(1);
  });

  it.each(['unknown', 'started'])('by an earlier call whose outcome is %s stays counted', async (outcome) => {
    const { messageId } = await codeByEmail();
    await called(messageId, outcome);
    await pool.query('UPDATE messages SET attempt_count = 1');
    await runs.fail(await begun(messageId), FAULT);
    expect(await used()).toBe(1);
  });

  it.each(['unknown', 'started'])(
    'by a call whose outcome is %s stays counted when its code is over',
    async (outcome) => {
      const { messageId } = await codeByEmail();
      await called(messageId, outcome);
      await pool.query(`UPDATE otp_tokens SET status = 'used'`);
      expect(await runs.begin(messageId)).toEqual({ done: true });
      expect(await statusOf(messageId)).toMatchObject({ status: 'cancelled' });
      expect(await used()).toBe(1);
    },
  );
});

describe('A code for a number that was asked for by e-mail', () => {
  it('changes nothing that a stranger can see when it was not sent', async () => {
    const { otpTokenId, messageId } = await codeByEmail({ askedFor: PHONE });
    const resendAt = await resendAtOf(otpTokenId);
    await runs.fail(await begun(messageId), FAULT);
    expect(await statusOf(messageId)).toMatchObject({ status: 'failed' });
    expect(await resendAtOf(otpTokenId)).toEqual(resendAt);
    expect(await used(PHONE)).toBe(1);
  });
});

describe('A run that met a fault', () => {
  it('is repeated, until the runs are used up', async () => {
    const { otpTokenId, messageId } = await codeByEmail();
    const resendAt = await resendAtOf(otpTokenId);
    expect(await runs.retry(await begun(messageId), FAULT)).toMatchObject({ done: false, run: 'counted' });
    expect(await statusOf(messageId)).toMatchObject({ status: 'queued' });
    expect(await resendAtOf(otpTokenId)).toEqual(resendAt);
    expect(await runs.retry(await begun(messageId), FAULT)).toEqual({ done: true });
    expect(await statusOf(messageId)).toEqual({ status: 'failed', payload: null });
  });

  it('is not repeated once the code would be over', async () => {
    const { messageId } = await codeByEmail();
    const run = await begun(messageId);
    expect(await runs.retry(run, { ...FAULT, retryAfterMs: 5 * MINUTE })).toEqual({ done: true });
    expect(await statusOf(messageId)).toEqual({ status: 'expired', payload: null });
  });
});
