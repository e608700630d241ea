import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { otpConfig, sessionConfig } from '../../src/auth/index.js';
import { MessageRetentionRepository, messagingConfig } from '../../src/messaging/index.js';
import { PrismaService } from '../../src/database/index.js';
import { CleanUpRepository } from '../../src/maintenance/clean-up.repository.js';
import { CleanUpService } from '../../src/maintenance/clean-up.service.js';
import { RecipientPseudonymService } from '../../src/maintenance/recipient-pseudonym.service.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const PHONE = '+989121234567';
const OTHER_PHONE = '+989127654321';
const ADDRESS = 'sam@example.com';
/** More than two statements delete. */
const EXPIRED = 2500;

let database: TestDatabase;
let pool: Pool;
let repository: CleanUpRepository;
let messages: MessageRetentionRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 10 });
  const prisma = new PrismaService(pool);
  messages = new MessageRetentionRepository(prisma);
  repository = new CleanUpRepository(prisma, messages);
});
beforeEach(() =>
  pool.query(
    `TRUNCATE idempotency_keys, request_limits, rate_limits, otp_tokens, messages, message_attempts, users, sessions, refresh_tokens,
       admin_actions`,
  ),
);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Keeps codes for 10 days, messages for 30, and successors of refresh tokens for 40 seconds. */
function cleanUp(pepper = 'a pepper'): CleanUpService {
  const peppers = [
    { id: 'new', secret: Buffer.from('unused') },
    { id: 'old', secret: Buffer.from(pepper) },
  ];
  return new CleanUpService(
    otpConfig.read({ OTP_RETENTION_DAYS: '10' }),
    sessionConfig.read({ REFRESH_REUSE_SECONDS: '40' }),
    messagingConfig.read({ MESSAGE_RETENTION_DAYS: '30' }),
    repository,
    messages,
    new RecipientPseudonymService({ peppers, dataKeys: [], tokenKeys: [] }),
    new FakeClock(NOW.getTime()),
  );
}

const run = (cleaner = cleanUp()) => cleaner.run(new AbortController().signal);

function daysAgo(days: number): Date {
  return new Date(NOW.getTime() - days * DAY_MS);
}

/** Adds a code and its message, which goes to `sentTo` if that is given. */
async function addCode(
  days: number,
  recipient = PHONE,
  status = 'delivered',
  { sentTo = recipient, user }: { sentTo?: string; user?: string } = {},
): Promise<{ code: string; message: string }> {
  const code = randomUUID();
  await pool.query(
    `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
       created_at, expires_at, resend_at, user_id)
     VALUES ($1, 'login', 'sms', $2, 'used', '', 't', 5, 'fa', $3, $3, $3, $4)`,
    [code, recipient, daysAgo(days), user ?? null],
  );
  return { code, message: await addMessage(days, sentTo, status, code) };
}

/** Adds a user who wants to change to a number, an address or both. */
async function addUser({ phone, email }: { phone?: string; email?: string }): Promise<string> {
  const id = randomUUID();
  await pool.query('INSERT INTO users (id, pending_phone, pending_email) VALUES ($1, $2, $3)', [
    id,
    phone ?? null,
    email ?? null,
  ]);
  return id;
}

/** Adds a message with one attempt. */
async function addMessage(days: number, recipient: string, status: string, code?: string): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO messages (id, channel, kind, recipient, status, otp_token_id, created_at, expires_at)
     VALUES ($1, 'sms', 'otp', $2, $3, $4, $5, $5)`,
    [id, recipient, status, code ?? null, daysAgo(days)],
  );
  await pool.query(`INSERT INTO message_attempts (message_id, provider, method) VALUES ($1, 'kavenegar', 'plain')`, [
    id,
  ]);
  return id;
}

async function addSession(expiresAt: Date, revokedAt?: Date): Promise<string> {
  const [user, session] = [randomUUID(), randomUUID()];
  await pool.query('INSERT INTO users (id) VALUES ($1)', [user]);
  await pool.query('INSERT INTO sessions (id, user_id, expires_at, revoked_at) VALUES ($1, $2, $3, $4)', [
    session,
    user,
    expiresAt,
    revokedAt ?? null,
  ]);
  return session;
}

async function column(sql: string): Promise<unknown[]> {
  const { rows } = await pool.query<Record<string, unknown>>(sql);
  return rows.map((row) => Object.values(row)[0]);
}

/** Adds `count` expired idempotency keys and counters, one of each that expires now, and one of each that expires later. */
async function addExpired(count: number): Promise<void> {
  await pool.query(
    `INSERT INTO idempotency_keys (id, request_digest, expires_at)
     SELECT n, '', $1::timestamptz - n * interval '1 second' FROM generate_series(-1, $2) n`,
    [NOW, count],
  );
  for (const table of COUNTERS) {
    await pool.query(
      `INSERT INTO ${table} (key, points, expire) SELECT n, 1, $1::bigint - n * 1000 FROM generate_series(-1, $2) n`,
      [NOW.getTime(), count],
    );
    await pool.query(`INSERT INTO ${table} (key, points) VALUES ('without an end', 1)`);
  }
}

const COUNTERS = ['request_limits', 'rate_limits'];
const KEYS = `SELECT id FROM idempotency_keys ${COUNTERS.map((table) => `UNION ALL SELECT key FROM ${table}`).join(' ')} ORDER BY 1`;
const LIVE_KEYS = ['-1', '-1', '-1', 'without an end', 'without an end'];

describe('CleanUpService', () => {
  it('the clean-up deletes only expired idempotency keys and counters, in several statements', async () => {
    await addExpired(EXPIRED);
    await run();
    expect(await column(KEYS)).toEqual(LIVE_KEYS);
  });

  it('codes are deleted after their retention period, and not a millisecond sooner', async () => {
    const kept = await addCode(10);
    await addCode(10 + 1 / DAY_MS);
    await run();
    expect(await column('SELECT id FROM otp_tokens')).toEqual([kept.code]);
  });

  it('the clean-up deletes more codes than one statement takes, and replaces all their recipients', async () => {
    await pool.query(
      `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
         created_at, expires_at, resend_at)
       SELECT gen_random_uuid(), 'login', 'sms', '+98912' || lpad(n::text, 7, '0'), 'used', '', 't', 5, 'fa', $1, $1, $1
       FROM generate_series(1, $2) n`,
      [daysAgo(11), EXPIRED],
    );
    await pool.query(
      `INSERT INTO messages (id, channel, kind, recipient, status, otp_token_id, created_at, expires_at)
       SELECT gen_random_uuid(), 'sms', 'otp', recipient, 'delivered', id, created_at, expires_at FROM otp_tokens`,
    );
    await run();
    expect(await column('SELECT count(*)::int FROM otp_tokens')).toEqual([0]);
    expect(await column('SELECT count(DISTINCT recipient)::int FROM messages')).toEqual([EXPIRED]);
    expect(await column(`SELECT DISTINCT left(recipient, 1) FROM messages`)).toEqual(['~']);
  });

  it('messages of deleted codes are kept under one pseudonym per recipient', async () => {
    await addCode(12);
    await addCode(11);
    await addCode(11, OTHER_PHONE);
    await run();
    const recipients = await column('SELECT recipient FROM messages ORDER BY created_at');
    expect(recipients).toHaveLength(3);
    expect(new Set(recipients).size).toBe(2);
    for (const recipient of recipients) expect(recipient).toMatch(/^~[\w-]{43}$/);
    // No other column contains the number either.
    expect(await column(`SELECT m::text FROM messages m WHERE m::text LIKE '%98912%'`)).toEqual([]);
  });

  it('a pseudonym is made from the recipient of the message, even if the code was for another one', async () => {
    await addCode(13, PHONE, 'delivered', { sentTo: ADDRESS });
    await addCode(12, ADDRESS);
    await addCode(11);
    await run();
    const [sentToAddress, address, phone] = await column('SELECT recipient FROM messages ORDER BY created_at');
    expect(sentToAddress).toBe(address);
    expect(sentToAddress).not.toBe(phone);
  });

  it('a recipient gets the same pseudonym every time, and another one with another pepper', async () => {
    for (const pepper of ['a pepper', 'a pepper', 'another pepper']) {
      await addCode(11);
      await run(cleanUp(pepper));
    }
    const counts = await column('SELECT count(*)::int FROM messages GROUP BY recipient ORDER BY 1');
    expect(counts).toEqual([1, 2]);
  });

  it('other messages of the recipient, and codes that are still queued, stay unchanged', async () => {
    await addMessage(11, PHONE, 'delivered');
    const sending = await addCode(11, PHONE, 'queued');
    await run();
    expect(await column('SELECT id FROM otp_tokens')).toEqual([sending.code]);
    expect(await column('SELECT DISTINCT recipient FROM messages')).toEqual([PHONE]);
  });

  it('ended messages are deleted with their attempts after their retention period, unfinished ones are not', async () => {
    const kept = [await addMessage(30, PHONE, 'delivered')];
    for (const status of ['queued', 'sending']) kept.push(await addMessage(31, PHONE, status));
    for (const status of ['accepted', 'delivered', 'undelivered', 'failed', 'expired', 'cancelled'])
      await addMessage(31, PHONE, status);
    await run();
    expect(await column('SELECT id FROM messages ORDER BY created_at DESC')).toEqual(expect.arrayContaining(kept));
    expect(await column('SELECT count(*)::int FROM messages')).toEqual([3]);
    expect(await column('SELECT count(*)::int FROM message_attempts')).toEqual([3]);
  });

  it('a used refresh token is kept until it expires, so that a reuse can be recognised', async () => {
    const session = await addSession(daysAgo(-1));
    await pool.query(
      `INSERT INTO refresh_tokens (digest, session_id, expires_at, used_at)
       VALUES ('spent', $1, $2, $4), ('expired', $1, $3, $4), ('live', $1, $2, NULL)`,
      [session, daysAgo(-1), NOW, daysAgo(5)],
    );
    await run();
    expect(await column('SELECT digest FROM refresh_tokens ORDER BY 1')).toEqual(['live', 'spent']);
  });

  it('successors of refresh tokens that can no longer be requested are erased, in several statements', async () => {
    const session = await addSession(daysAgo(-1));
    await pool.query(
      `INSERT INTO refresh_tokens (digest, session_id, expires_at, used_at, successor, successor_sealed)
       SELECT n, $1, $2, $3::timestamptz - n * interval '1 second', 'next', '\\x00' FROM generate_series(39, $4) n`,
      [session, daysAgo(-1), NOW, EXPIRED],
    );
    await run();
    expect(await column('SELECT digest FROM refresh_tokens WHERE successor_sealed IS NOT NULL')).toEqual(['39']);
    expect(await column('SELECT DISTINCT successor FROM refresh_tokens')).toEqual(['next']);
  });

  it('sessions that expired or were revoked long ago are deleted with their refresh tokens', async () => {
    const kept = [
      await addSession(daysAgo(-1)),
      await addSession(daysAgo(9)),
      await addSession(daysAgo(-1), daysAgo(9)),
    ];
    const ended = await addSession(daysAgo(-1), daysAgo(11));
    await addSession(daysAgo(11));
    await pool.query(`INSERT INTO refresh_tokens (digest, session_id, expires_at) VALUES ('x', $1, $2)`, [
      ended,
      daysAgo(-1),
    ]);
    await run();
    expect(new Set(await column('SELECT id FROM sessions'))).toEqual(new Set(kept));
    expect(await column('SELECT digest FROM refresh_tokens')).toEqual([]);
    expect(await column('SELECT count(*)::int FROM users')).toEqual([5]);
  });

  it('only 50 sessions are deleted per statement, because each one has many refresh tokens', async () => {
    await pool.query('INSERT INTO users (id) VALUES (gen_random_uuid())');
    await pool.query(
      `INSERT INTO sessions (id, user_id, expires_at) SELECT gen_random_uuid(), id, $1 FROM users, generate_series(1, 120)`,
      [daysAgo(11)],
    );
    await pool.query(`
      CREATE TABLE deletions (count int);
      CREATE FUNCTION count_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO deletions SELECT count(*) FROM gone; RETURN NULL; END $$;
      CREATE TRIGGER count_deletion AFTER DELETE ON sessions REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION count_deletion()`);
    try {
      await run();
      expect(await column('SELECT count FROM deletions WHERE count > 0')).toEqual([50, 50, 20]);
    } finally {
      await pool.query('DROP FUNCTION count_deletion CASCADE; DROP TABLE deletions');
    }
  });

  it('a pending contact is cleared once the codes that the user requested for it are gone', async () => {
    const kept = await addUser({ phone: PHONE, email: ADDRESS });
    await addCode(9, PHONE, 'delivered', { user: kept });
    await addCode(11, ADDRESS, 'delivered', { user: kept });
    const other = await addUser({ phone: PHONE, email: ADDRESS });
    await addCode(9, ADDRESS, 'delivered', { user: other });
    await addCode(11, PHONE, 'delivered', { user: other });
    await run();
    const { rows } = await pool.query('SELECT id, pending_phone, pending_email FROM users');
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ id: kept, pending_phone: PHONE, pending_email: null });
    expect(rows).toContainEqual({ id: other, pending_phone: null, pending_email: ADDRESS });
  });

  it('the clean-up clears more pending contacts than one statement takes, and skips locked users', async () => {
    const locked = await addUser({ phone: PHONE });
    await pool.query(
      'INSERT INTO users (id, pending_phone) SELECT gen_random_uuid(), $1 FROM generate_series(1, $2::int)',
      [PHONE, EXPIRED],
    );
    const other = await pool.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [locked]);
      await run();
      expect(await column('SELECT id FROM users WHERE pending_phone IS NOT NULL')).toEqual([locked]);
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
    await run();
    expect(await column('SELECT id FROM users WHERE pending_phone IS NOT NULL')).toEqual([]);
  });

  it('actions of administrators are kept for a year', async () => {
    await pool.query(
      `INSERT INTO admin_actions (at, admin, action, request_id, address)
       VALUES ($1, 'shop', 'kept', '', ''), ($2, 'shop', 'old', '', '')`,
      [daysAgo(365), daysAgo(366)],
    );
    await run();
    expect(await column('SELECT action FROM admin_actions')).toEqual(['kept']);
  });

  it('the clean-up can run in several workers at once', async () => {
    await addExpired(EXPIRED);
    await pool.query(
      `INSERT INTO messages (id, channel, kind, recipient, status, created_at, expires_at)
       SELECT gen_random_uuid(), 'sms', 'simple', $1, 'failed', $2, $2 FROM generate_series(1, $3)`,
      [PHONE, daysAgo(31), EXPIRED],
    );
    for (let i = 0; i < 50; i += 1) await addCode(11);
    await Promise.all([run(), run(), run()]);
    await run();
    expect(await column(KEYS)).toEqual(LIVE_KEYS);
    expect(await column('SELECT count(*)::int FROM otp_tokens')).toEqual([0]);
    expect(await column('SELECT DISTINCT left(recipient, 1) FROM messages')).toEqual(['~']);
    expect(await column('SELECT count(*)::int FROM messages')).toEqual([50]);
  });

  it.each([
    ['code', 'SELECT FROM otp_tokens WHERE id = $1 FOR UPDATE', ({ code }: Locked) => code],
    ['message', 'SELECT FROM messages WHERE id = $1 FOR UPDATE', ({ message }: Locked) => message],
  ])('a code whose %s row is locked is skipped, and all others are deleted', async (_, lock, idOf) => {
    const locked = await addCode(12);
    for (let i = 0; i < 3; i += 1) await addCode(11, OTHER_PHONE);
    const other = await pool.connect();
    try {
      await other.query('BEGIN');
      await other.query(lock, [idOf(locked)]);
      await run();
      expect(await column('SELECT id FROM otp_tokens')).toEqual([locked.code]);
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
    await run();
    expect(await column('SELECT id FROM otp_tokens')).toEqual([]);
  });

  it('a step that fails does not stop the others, and its reason is thrown at the end', async () => {
    await addExpired(10);
    await pool.query('ALTER TABLE idempotency_keys RENAME TO away');
    try {
      await expect(run()).rejects.toThrow(
        /^Clean-up failed: idempotency_keys: .*relation "idempotency_keys" does not exist/s,
      );
    } finally {
      await pool.query('ALTER TABLE away RENAME TO idempotency_keys');
    }
    expect(await column('SELECT key FROM rate_limits ORDER BY 1')).toEqual(['-1', 'without an end']);
  });

  it('the clean-up stops when its signal aborts', async () => {
    await addExpired(10);
    await cleanUp().run(AbortSignal.abort());
    expect(await column(KEYS)).toHaveLength(3 * 12 + 2);
  });
});

type Locked = Awaited<ReturnType<typeof addCode>>;
