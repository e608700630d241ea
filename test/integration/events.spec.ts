import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { EventRepository, type EventRow } from '../../src/events/event.repository.js';
import { EventRetentionService } from '../../src/events/event-retention.service.js';
import { EVENT_SCHEMAS, eventConfig, pseudonymiseEvents } from '../../src/events/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';
import { settledEvents } from '../support/settled-events.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const DAY_MS = 86_400_000;
const PHONE = '+989123456789';
/** More than one statement deletes. */
const OLD_EVENTS = 1500;

let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaService;
let events: EventRepository;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 10 });
  prisma = new PrismaService(pool);
  events = new EventRepository(prisma);
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const visible = () => events.page({ order: 'asc', limit: 100 });
const all = async () => {
  await settledEvents(pool);
  return visible();
};
const typesOf = (rows: EventRow[]) => rows.map(({ type }) => type);

/** The fields of an event fit the schema of its type. */
function assertValid({ type, data, recipient }: EventRow): void {
  const document = { ...data, ...(recipient !== null && { recipient }) };
  expect(EVENT_SCHEMAS[type].parse(document)).toEqual(document);
}

async function addCode(client: pg.Pool | pg.PoolClient = pool): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
       created_at, expires_at, resend_at)
     VALUES ($1, 'login', 'sms', $2, 'superseded', '', 't', 5, 'fa', $3, $3, $3)`,
    [id, PHONE, NOW],
  );
  return id;
}

async function addUser(): Promise<{ user: string; session: string }> {
  const [user, session] = [randomUUID(), randomUUID()];
  await pool.query('INSERT INTO users (id, phone, phone_verified_at, created_at) VALUES ($1, $2, $3, $3)', [
    user,
    PHONE,
    NOW,
  ]);
  await pool.query('INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ($1, $2, $3, $3)', [
    session,
    user,
    NOW,
  ]);
  return { user, session };
}

describe('events of rows', () => {
  it('a code that is requested and used has an event for each, with its own subject', async () => {
    const id = await addCode();
    await pool.query(`UPDATE otp_tokens SET status = 'used', ended_at = $2 WHERE id = $1`, [id, NOW]);
    const rows = await all();
    expect(typesOf(rows)).toEqual(['otp.requested', 'otp.verified']);
    for (const row of rows) {
      assertValid(row);
      expect(row).toMatchObject({ subject: id, recipient: PHONE, occurredAt: NOW });
    }
  });

  it('a change that is rolled back leaves no event', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await addCode(client);
    expect(await visible()).toEqual([]);
    await client.query('ROLLBACK');
    client.release();
    expect(await all()).toEqual([]);
  });

  it.each([
    ['accepted', 'message.accepted'],
    ['delivered', 'message.delivered'],
    ['undelivered', 'message.failed'],
    ['failed', 'message.failed'],
    ['expired', 'message.failed'],
    ['cancelled', 'message.failed'],
  ])('a message that becomes %s has the event %s, once', async (status, type) => {
    const id = randomUUID();
    await pool.query(
      `INSERT INTO messages (id, channel, kind, recipient, created_at, expires_at, updated_at)
       VALUES ($1, 'sms', 'simple', $2, $3, $3, $3)`,
      [id, PHONE, NOW],
    );
    await pool.query(`UPDATE messages SET status = 'sending' WHERE id = $1`, [id]);
    await pool.query('UPDATE messages SET status = $2::message_status WHERE id = $1', [id, status]);
    await pool.query('UPDATE messages SET status = $2::message_status WHERE id = $1', [id, status]);
    const rows = await all();
    expect(typesOf(rows)).toEqual([type]);
    assertValid(rows[0]!);
    expect(rows[0]).toMatchObject({ subject: id, data: { status } });
  });

  it('a user and a session have their events, and a reused refresh token has one before the end that it causes', async () => {
    const { user, session } = await addUser();
    const end = `UPDATE sessions SET revoked_at = $2, revoked_reason = 'reuse' WHERE id = $1`;
    await pool.query(end, [session, NOW]);
    await pool.query(end, [session, NOW]);
    const rows = await all();
    expect(typesOf(rows)).toEqual(['user.created', 'session.started', 'session.reuse_detected', 'session.ended']);
    for (const row of rows) {
      assertValid(row);
      expect(row.subject).toBe(user);
    }
  });

  it('a contact that changes or is removed has an event for its kind, and other changes of a user have none', async () => {
    const { user } = await addUser();
    await pool.query(`UPDATE users SET last_login_at = $2, pending_phone = '+989120000000' WHERE id = $1`, [user, NOW]);
    await pool.query(`UPDATE users SET email = 'sam@example.com', email_verified_at = $2 WHERE id = $1`, [user, NOW]);
    await pool.query('UPDATE users SET phone = NULL, phone_verified_at = NULL WHERE id = $1', [user]);
    const changes = (await all()).filter(({ type }) => type === 'contact.changed');
    for (const row of changes) assertValid(row);
    expect(changes).toMatchObject([
      { recipient: 'sam@example.com', data: { user_id: user, kind: 'email', verified: true } },
      { recipient: null, data: { user_id: user, kind: 'phone', verified: false } },
    ]);
  });
});

describe('reading events by cursor', () => {
  it('misses no event of a transaction that commits after a later one', async () => {
    const slow = await pool.connect();
    await slow.query('BEGIN');
    const first = await addCode(slow);
    const second = await addCode();
    expect(await visible()).toEqual([]);
    await slow.query('COMMIT');
    slow.release();
    expect((await all()).map(({ subject }) => subject)).toEqual([first, second]);
  });

  it('goes on after the last event, and back before it', async () => {
    const ids = [await addCode(), await addCode(), await addCode()];
    const [, middle] = (await all()) as [EventRow, EventRow, EventRow];
    const subjects = async (order: 'asc' | 'desc') =>
      (await events.page({ order, after: middle, limit: 10 })).map(({ subject }) => subject);
    expect([await subjects('asc'), await subjects('desc')]).toEqual([[ids[2]], [ids[0]]]);
  });

  it('finds events by type and by subject', async () => {
    const id = await addCode();
    await addCode();
    await addUser();
    await settledEvents(pool);
    expect(await events.page({ order: 'asc', limit: 10, subject: id })).toHaveLength(1);
    expect(typesOf(await events.page({ order: 'asc', limit: 10, types: ['user.created', 'session.started'] }))).toEqual(
      ['user.created', 'session.started'],
    );
  });

  it('goes on in a database that was restored into another cluster, whose transactions have lower numbers', async () => {
    const restored = await addCode();
    await pool.query('UPDATE events SET tx = tx + 1000000000');
    const { tx, seq } = (await pool.query<{ tx: string; seq: string }>('SELECT tx, seq FROM events')).rows[0]!;
    await new EventRetentionService(eventConfig.read({}), events, new FakeClock(NOW.getTime())).run(
      new AbortController().signal,
    );
    const added = await addCode();
    expect((await all()).map(({ subject }) => subject)).toEqual([restored, added]);
    const after = { tx: BigInt(tx), seq: BigInt(seq) };
    expect((await events.page({ order: 'asc', after, limit: 10 })).map(({ subject }) => subject)).toEqual([added]);
  });
});

it('events are deleted when their retention period is over, with what is left of their deliveries', async () => {
  const old = new Date(NOW.getTime() - 8 * DAY_MS);
  await pool.query(
    `INSERT INTO events (type, data, occurred_at) SELECT 'user.created', '{}', $1 FROM generate_series(1, $2::int)`,
    [old, OLD_EVENTS],
  );
  await pool.query(
    `INSERT INTO event_deliveries (event_seq, receiver, created_at, due_at) SELECT seq, 'events', $1, $1 FROM events`,
    [old],
  );
  await addCode();
  const config = eventConfig.read({ EVENT_RETENTION_DAYS: '7' });
  await new EventRetentionService(config, events, new FakeClock(NOW.getTime())).run(new AbortController().signal);
  expect(typesOf(await all())).toEqual(['otp.requested']);
  expect((await pool.query('SELECT FROM event_deliveries')).rowCount).toBe(0);
});

it('every number and address of an erased user is replaced in every event, and nothing of others', async () => {
  const { user } = await addUser();
  await addCode();
  await pool.query(`INSERT INTO events (type, subject, recipient, data) VALUES
    ('contact.changed', '${user}', '+989000000001', '{}'), ('number.locked', NULL, '${PHONE}', '{}'),
    ('number.locked', NULL, '+989000000002', '{}')`);
  const about = { recipients: [PHONE], subjects: [user] };
  expect(await pseudonymiseEvents(prisma, about, (recipient) => `~${recipient.slice(-2)}`)).toBe(4);
  const recipients = (await all()).map(({ recipient }) => recipient);
  const own = `~${PHONE.slice(-2)}`;
  expect(recipients).toEqual([own, null, own, '~01', own, '+989000000002']);
  expect(JSON.stringify((await all()).map(({ data }) => data))).not.toContain(PHONE);
  expect((await all())[0]!.subject).toBe(user);
});
