import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { NewOtpToken } from '../../src/auth/otp/issue-otp-token.sql.js';
import { OtpTokenRepository } from '../../src/auth/otp/otp-token.repository.js';
import { RefreshTokenRepository } from '../../src/auth/sessions/refresh-token.repository.js';
import { SessionRepository } from '../../src/auth/sessions/session.repository.js';
import { SignInRepository } from '../../src/auth/sessions/sign-in.repository.js';
import { Clock } from '../../src/common/clock.js';
import { PrismaService } from '../../src/database/index.js';
import { bucketsOf } from '../../src/fraud/buckets/bucket-keys.js';
import { BucketRepository } from '../../src/fraud/buckets/bucket.repository.js';
import {
  DeliveryRepository,
  MessageAttemptRepository,
  MessageRunRepository,
  messagingConfig,
} from '../../src/messaging/index.js';
import { PostgresCounterStore } from '../../src/throttling/postgres-counter.store.js';
import { RateLimiterStorage } from '../../src/throttling/rate-limiter.storage.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { phoneOfOldUser, SESSIONS_OF_A_USER, storeOldRows, TABLES_WITH_OLD_ROWS } from '../support/old-rows.js';
import { readTableScans } from '../support/table-scans.js';

const NOW = new Date(Date.UTC(2026, 0, 1));
const later = (ms: number) => new Date(NOW.getTime() + ms);
const DAY = 86_400_000;
const OLD_CODES = 10_000;
/** The first call of a round leaves alone, and the others gather behind it and leave as one batch. */
const CALLS_OF_A_ROUND = 21;
/** PostgreSQL plans the first five executions for their values. Later ones may get one plan for all values. */
const ROUNDS = 8;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await storeOldRows(database.url, OLD_CODES, NOW);
  client = new pg.Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The requests of one client, and what has become of them. */
class Life {
  /** The code is replaced by `code`. */
  readonly older: NewOtpToken;
  readonly code: NewOtpToken;
  readonly otherPurpose: NewOtpToken;
  readonly address: string;
  readonly sessionId = randomUUID();
  readonly refreshDigest = randomUUID();
  attemptId = 0n;

  /** Every second number is that of a user. */
  constructor(index: number) {
    const recipient = index % 2 === 0 ? phoneOfOldUser(index + 1) : `+989350${100_000 + index}`;
    this.address = `10.0.0.${index}`;
    this.older = newCode(recipient, 'login', NOW);
    this.code = newCode(recipient, 'login', later(1));
    this.otherPurpose = newCode(recipient, 'registration', NOW);
  }

  get message() {
    return { id: this.code.message!.id, recipient: this.code.recipient };
  }
}

function newCode(recipient: string, purpose: NewOtpToken['purpose'], now: Date): NewOtpToken {
  return {
    id: randomUUID(),
    purpose,
    channel: 'sms',
    recipient,
    requesterKey: 'somebody',
    digest: { digest: 'digest', pepperId: 'p' },
    locale: 'en',
    policy: { lifetimeMs: 300_000, maxAttempts: 5, cooldownsMs: [30_000] },
    enforceCooldown: false,
    now,
    message: { id: randomUUID(), channel: 'sms', recipient, country: 'IR', payload: Buffer.from('sealed') },
  };
}

/** What a process does with its stores, over one connection. */
function open(pool: pg.Pool) {
  const prisma = new PrismaService(pool);
  const store = (table: 'request_limits' | 'rate_limits') => new PostgresCounterStore(table, pool, new Clock());
  return {
    limits: new RateLimiterStorage(store('request_limits'), store('rate_limits')),
    buckets: new BucketRepository(prisma),
    otpTokens: new OtpTokenRepository(prisma),
    runs: new MessageRunRepository(prisma, messagingConfig.read({})),
    attempts: new MessageAttemptRepository(prisma),
    delivery: new DeliveryRepository(prisma),
    signIns: new SignInRepository(prisma),
    sessions: new SessionRepository(prisma),
    refreshTokens: new RefreshTokenRepository(prisma),
  };
}

type Step = (life: Life, repositories: ReturnType<typeof open>) => Promise<unknown>;

const limitsOf = ({ code, address }: Life) => [`otp_phone:${code.recipient}`, `otp_ip:${address}`];
const wrongCodesOf = ({ code }: Life) => [`wrong_codes_hour:${code.recipient}`];
const counter = (key: string) => ({ key, limit: 9, windowMs: 60_000 });
const failure = { outcome: 'transient', meaning: 'the provider is busy' } as const;

/** The life of a code and of the session that it opens, in its order. */
const STEPS: Record<string, Step> = {
  'count limits': (life, { limits }) => limits.take(limitsOf(life).map(counter)),
  'count a wrong code': (life, { limits }) => limits.take(wrongCodesOf(life).map(counter)),
  'read limits': (life, { limits }) => limits.read([...limitsOf(life), ...wrongCodesOf(life)]),
  'clear limits': (life, { limits }) => limits.clear(wrongCodesOf(life)),
  'observe in the guard': ({ code: { id, recipient }, address }, { buckets }) =>
    buckets.count({
      id,
      recipientKey: recipient,
      addressKey: address,
      country: 'IR',
      buckets: bucketsOf({ recipient, country: 'IR', address }, (_, text) => text),
      now: NOW,
    }),
  'issue a code': ({ older }, { otpTokens }) => otpTokens.issue(older),
  'replace a code': ({ code }, { otpTokens }) => otpTokens.issue(code),
  'issue a code for another purpose': ({ otherPurpose }, { otpTokens }) => otpTokens.issue(otherPurpose),
  'claim a message': ({ message }, { runs }) => runs.claim(message.id, later(2)),
  'start a failing call': async (life, { attempts }) => {
    life.attemptId = await attempts.start({ ...callOf(life), renewsLease: false });
  },
  'finish a failed call': ({ attemptId }, { attempts }) => attempts.finish(attemptId, failure, 5, later(4)),
  'start a call': async (life, { attempts }) => {
    life.attemptId = await attempts.start({ ...callOf(life), renewsLease: true });
  },
  'accept a message': ({ message, attemptId }, { runs }) => {
    const accepted = { provider: 'kavenegar', method: 'lookup', providerMessageId: message.id };
    return runs.acceptCalled(message, accepted, { attemptId, latencyMs: 5, finishedAt: later(5) }, later(5));
  },
  'end the message of a replaced code': ({ older }, { runs }) => runs.endUnsendable(older.message!.id, later(5)),
  'apply a delivery report': ({ message }, { delivery }) =>
    delivery.applyReport({ provider: 'kavenegar', providerMessageId: message.id, state: 'delivered' }, later(6)),
  'fail a message': ({ otherPurpose }, { runs }) =>
    runs.end(otherPurpose.message!.id, 'failed', { meaning: 'the provider refused it' }, later(6)),
  'read a challenge': ({ code }, { otpTokens }) => otpTokens.challenge(code.id),
  'count an attempt on a number': ({ code: { recipient, purpose } }, { otpTokens }) =>
    otpTokens.countAttempt({ recipient, purpose }, later(7)),
  'count an attempt on a challenge': ({ code: { id, purpose } }, { otpTokens }) =>
    otpTokens.countAttempt({ challengeId: id, purpose }, later(7)),
  'read the recent codes': ({ code: { recipient, purpose } }, { otpTokens }) =>
    otpTokens.recent({ recipient, purpose }, 3, later(-DAY)),
  'sign in': ({ code, sessionId, refreshDigest }, { signIns }) =>
    signIns.signIn({
      otpTokenId: code.id,
      newUserId: randomUUID(),
      sessionId,
      refreshDigest,
      expiresAt: later(DAY),
      // Every known user has returned.
      dormantSince: later(-1),
      now: later(8),
    }),
  'drain the buckets of the guard': ({ code }, { buckets }) => buckets.drain(code.recipient, later(8)),
  authenticate: ({ sessionId }, { sessions }) => sessions.find(sessionId, later(9)),
  refresh: ({ refreshDigest }, { refreshTokens }) =>
    refreshTokens.rotate({
      digest: refreshDigest,
      successor: `after ${refreshDigest}`,
      sealed: Buffer.from('sealed'),
      now: later(10),
      idleUntil: later(DAY),
      maxAgeMs: 90 * DAY,
    }),
  'repeat a refresh': ({ refreshDigest }, { refreshTokens }) => refreshTokens.find(refreshDigest, later(11), 90 * DAY),
  'use a code': ({ otherPurpose }, { otpTokens }) => otpTokens.use(otherPurpose.id, later(12)),
};

function callOf({ message }: Life) {
  return { messageId: message.id, provider: 'kavenegar', method: 'lookup', now: later(3) };
}

/** Takes a step with every life on one connection. Returns the tables that were read. */
async function take(step: Step, lives: Life[]) {
  const before = await readTableScans(client, TABLES_WITH_OLD_ROWS);
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const repositories = open(pool);
  for (let round = 0; round < ROUNDS; round += 1) {
    const some = lives.slice(round * CALLS_OF_A_ROUND, (round + 1) * CALLS_OF_A_ROUND);
    await Promise.all(some.map((life) => step(life, repositories)));
  }
  await pool.end();
  const after = await readTableScans(client, TABLES_WITH_OLD_ROWS);
  const read = (kind: 'whole' | 'byIndex') =>
    TABLES_WITH_OLD_ROWS.filter((table) => after.get(table)![kind] > before.get(table)![kind]);
  return { whole: read('whole'), byIndex: read('byIndex') };
}

/** What each step has left, so that none of them only looked for something that was not there. */
async function endOf(): Promise<Record<string, number>> {
  const { rows } = await client.query<{ what: string; count: number }>(
    `SELECT what, count(*)::int AS count FROM (
       SELECT purpose || ' ' || status AS what FROM otp_tokens WHERE created_at >= $1
       UNION ALL SELECT 'message ' || status FROM messages WHERE created_at >= $1
       UNION ALL SELECT 'session refreshed' FROM refresh_tokens WHERE used_at = $2
       UNION ALL SELECT 'session ended' FROM sessions WHERE revoked_at >= $1
     ) AS ends GROUP BY what`,
    [NOW, later(10)],
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

it('no statement of the hot path reads a whole table, alone or for many requests', async () => {
  const lives = Array.from({ length: ROUNDS * CALLS_OF_A_ROUND }, (_, index) => new Life(index));
  for (const [name, step] of Object.entries(STEPS)) {
    const { whole, byIndex } = await take(step, lives);
    expect({ step: name, whole }).toEqual({ step: name, whole: [] });
    expect({ step: name, byIndex }).not.toEqual({ step: name, byIndex: [] });
  }
  expect(await endOf()).toEqual({
    'login used': lives.length,
    'login superseded': lives.length,
    'registration used': lives.length,
    'message delivered': lives.length,
    'message failed': lives.length,
    'message cancelled': lives.length,
    'session refreshed': lives.length,
    'session ended': (lives.length / 2) * SESSIONS_OF_A_USER,
  });
});
