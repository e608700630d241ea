import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import {
  MessageAttemptRepository,
  MessageRunRepository,
  messagingConfig,
  type ClaimedMessage,
} from '../../src/messaging/index.js';
import { newPhoneNumber } from '../support/clients.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';

// Workers handle the messages of several jobs in one statement.

const NOW = new Date('2026-11-20T12:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const MANY = 100;

let database: TestDatabase;
let pool: Pool;
/** Two workers. */
let workers: MessageRunRepository[];
let attempts: MessageAttemptRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 8 });
});
beforeAll(() => {
  const config = messagingConfig.read({});
  workers = [1, 2].map(() => new MessageRunRepository(new PrismaService(pool), config));
  attempts = new MessageAttemptRepository(new PrismaService(pool));
});
afterEach(() => pool.query('TRUNCATE messages, otp_tokens CASCADE'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

interface Code {
  otpTokenId: string;
  messageId: string;
  recipient: string;
}

async function code({ recipient = newPhoneNumber().e164, status = 'active', expiresAt = later(60_000) } = {}) {
  const { rows } = await pool.query<Code>(
    `WITH token AS (
      INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
        created_at, expires_at, resend_at)
      VALUES (gen_random_uuid(), 'login', 'sms', $1, $2::otp_status, 'x', 't1', 5, 'en', $3, $4, $4) RETURNING id)
    INSERT INTO messages (id, channel, kind, recipient, payload, otp_token_id, created_at, updated_at, expires_at)
    SELECT $5, 'sms', 'otp', $1, 'x', token.id, $3, $3, $4 FROM token
    RETURNING id AS "messageId", recipient, otp_token_id AS "otpTokenId"`,
    [recipient, status, NOW, expiresAt, randomUUID()],
  );
  return rows[0]!;
}

const codes = (count: number) => Promise.all(Array.from({ length: count }, () => code()));

/** Claims a message, makes its call, and records that a provider accepted it. */
async function send(worker: MessageRunRepository, { messageId }: Code): Promise<void> {
  const message = (await worker.claim(messageId, NOW))!;
  await acceptCalled(worker, message);
}

type Sent = Pick<ClaimedMessage, 'id' | 'recipient'>;

const start = ({ id: messageId }: Sent) =>
  attempts.start({ messageId, provider: 'kavenegar', method: 'lookup', now: NOW, renewsLease: false });

async function acceptCalled(worker: MessageRunRepository, message: Sent, started = start(message)) {
  const attemptId = await started;
  const accepted = { provider: 'kavenegar', method: 'lookup', providerMessageId: `of ${message.id}`, cost: 350 };
  await worker.acceptCalled(message, accepted, { attemptId, latencyMs: 5, finishedAt: later(5) }, later(5));
}

async function statusesOf(table: 'messages' | 'otp_tokens', ids: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ status: string }>(
    `SELECT status FROM ${table} WHERE id = ANY($1) ORDER BY array_position($1, id)`,
    [ids],
  );
  return rows.map(({ status }) => status);
}

describe('messages of several jobs', () => {
  it('each of many messages is claimed by exactly one of two workers', async () => {
    const all = await codes(MANY);
    const claimed = await Promise.all(
      workers.map((worker) => Promise.all(all.map(({ messageId }) => worker.claim(messageId, later(1))))),
    );
    const ids = claimed.flat().flatMap((message) => message?.id ?? []);
    expect(ids.toSorted()).toEqual(all.map(({ messageId }) => messageId).toSorted());
    expect(claimed.flat().every((message) => !message || message.attemptCount === 1)).toBe(true);
  });

  it('a worker gets the message that it asked for, and nothing for one that has expired', async () => {
    const sendable = await codes(20);
    const expired = await code({ expiresAt: NOW });
    const asked = [...sendable.slice(0, 10), expired, ...sendable.slice(10)];
    const claimed = await Promise.all(asked.map(({ messageId }) => workers[0]!.claim(messageId, NOW)));
    expect(claimed.map((message) => message?.id)).toEqual(
      asked.map(({ messageId }) => (messageId === expired.messageId ? undefined : messageId)),
    );
  });

  it('each message keeps its own answer, with the row of its own call', async () => {
    const all = await codes(MANY);
    await Promise.all(all.map((message, index) => send(workers[index % 2]!, message)));
    const { rows } = await pool.query(
      `SELECT FROM messages m JOIN message_attempts a ON a.message_id = m.id
      WHERE m.status = 'accepted' AND m.payload IS NULL AND m.provider_message_id = 'of ' || m.id
        AND a.outcome = 'accepted' AND a.provider_message_id = 'of ' || m.id AND a.cost = 350 AND a.latency_ms = 5`,
    );
    expect(rows).toHaveLength(MANY);
    const { rows: taken } = await pool.query('SELECT FROM otp_tokens WHERE taken_at = $1', [later(5)]);
    expect(taken).toHaveLength(MANY);
  });

  it('each acceptance supersedes the replaced code of its own recipient only', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const older = await code({ status: 'replacing' });
        return { older, newer: await code({ recipient: older.recipient }) };
      }),
    );
    // Every other one is the older code itself, which supersedes nothing.
    const accepted = pairs.map(({ older, newer }, index) => (index % 2 === 0 ? newer : older));
    await Promise.all(accepted.map(({ messageId: id, recipient }) => acceptCalled(workers[0]!, { id, recipient })));
    const older = await statusesOf(
      'otp_tokens',
      pairs.map((pair) => pair.older.otpTokenId),
    );
    expect(older).toEqual(pairs.map((_, index) => (index % 2 === 0 ? 'superseded' : 'replacing')));
  });

  it('the codes of one recipient are taken one after another, although their messages are accepted at once', async () => {
    for (let trial = 0; trial < 10; trial += 1) {
      const older = await code({ status: 'replacing' });
      const newer = await code({ recipient: older.recipient });
      const others = await codes(4);
      // The first two leave at once, and the others gather.
      const messages = [...others.slice(0, 2), older, newer, ...others.slice(2)].map(
        ({ messageId: id, recipient }) => ({ id, recipient }),
      );
      const calls = await Promise.all(messages.map((message) => start(message)));
      await Promise.all(
        messages.map((message, index) => acceptCalled(workers[0]!, message, Promise.resolve(calls[index]!))),
      );
      const { rows } = await pool.query(
        'SELECT status, taken_at FROM otp_tokens WHERE recipient = $1 ORDER BY status',
        [older.recipient],
      );
      expect(rows).toEqual([
        { status: 'active', taken_at: later(5) },
        { status: 'superseded', taken_at: later(5) },
      ]);
    }
  });

  it('the row of a call is completed although its message has ended in the meantime', async () => {
    const { messageId: id, recipient } = await code();
    await workers[0]!.cancelQueued(id, NOW);
    await acceptCalled(workers[0]!, { id, recipient });
    expect(await statusesOf('messages', [id])).toEqual(['cancelled']);
    const { rows } = await pool.query('SELECT outcome FROM message_attempts WHERE message_id = $1', [id]);
    expect(rows).toEqual([{ outcome: 'accepted' }]);
  });
});
