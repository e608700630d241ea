import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import {
  AttemptRecorderService,
  MessageAttemptRepository,
  MessageRunRepository,
  messagingConfig,
  type ClaimedMessage,
} from '../../src/messaging/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);

let database: TestDatabase;
let pool: Pool;
let clock: FakeClock;
let messages: MessageRunRepository;
let recorder: AttemptRecorderService;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
});
beforeEach(() => {
  const config = messagingConfig.read({ SMS_TIMEOUT_MS: '1000' });
  const prisma = new PrismaService(pool);
  clock = new FakeClock(NOW.getTime());
  messages = new MessageRunRepository(prisma, config);
  recorder = new AttemptRecorderService(config, new MessageAttemptRepository(prisma), clock);
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function claimed(lifeMs = 300_000): Promise<ClaimedMessage> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO messages (id, channel, kind, recipient, payload, created_at, updated_at, expires_at)
     VALUES ($1, 'sms', 'simple', '+989120000001', 'x', $2, $2, $3)`,
    [id, NOW, later(lifeMs)],
  );
  return (await messages.claim(id, NOW))!;
}

async function attemptsOf(messageId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query<Record<string, unknown>>('SELECT * FROM message_attempts WHERE message_id = $1', [
    messageId,
  ]);
  return rows;
}

async function leasedAt({ id }: ClaimedMessage): Promise<Date> {
  return (await pool.query<{ updated_at: Date }>('SELECT updated_at FROM messages WHERE id = $1', [id])).rows[0]!
    .updated_at;
}

const call = (message: ClaimedMessage) => ({ message, provider: 'kavenegar', method: 'lookup' });

describe('AttemptRecorderService', () => {
  it('a row is written and the lease renewed before a call, and completed together with its message', async () => {
    const message = await claimed();
    clock.advance(500);
    const { outcome, call: made } = await recorder.record(call(message), async () => {
      expect(await attemptsOf(message.id)).toMatchObject([
        { provider: 'kavenegar', method: 'lookup', outcome: 'started', started_at: later(500), finished_at: null },
      ]);
      expect(await leasedAt(message)).toEqual(later(500));
      clock.advance(120);
      return { outcome: 'accepted', providerMessageId: '8792343', rawCode: 200 } as const;
    });
    expect(await attemptsOf(message.id)).toMatchObject([{ outcome: 'started', finished_at: null }]);
    const { providerMessageId } = outcome;
    const accepted = { provider: 'kavenegar', method: 'lookup', providerMessageId, cost: 350, segments: 1 };
    await messages.acceptCalled(message, accepted, made!, later(640));
    expect(await attemptsOf(message.id)).toMatchObject([
      {
        ...{ outcome: 'accepted', raw_code: 200, meaning: null, provider_message_id: '8792343', segments: 1 },
        ...{ cost: '350.0000', latency_ms: 120, finished_at: later(620) },
      },
    ]);
    const { rows } = await pool.query('SELECT status, accepted_at FROM messages WHERE id = $1', [message.id]);
    expect(rows).toEqual([{ status: 'accepted', accepted_at: later(640) }]);
  });

  it('a call right after the claim leaves the lease as it is', async () => {
    const message = await claimed();
    clock.advance(250);
    await recorder.record(call(message), () => Promise.resolve({ outcome: 'transient', meaning: 'Busy.' }));
    expect(await leasedAt(message)).toEqual(NOW);
  });

  it('the reason of a failed call is stored, and logged without recipient and text', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const message = await claimed();
    const failure = {
      outcome: 'misconfigured',
      rawCode: 424,
      meaning: 'No such template.',
      tryNextMethod: true,
    } as const;
    expect(await recorder.record(call(message), () => Promise.resolve(failure))).toEqual({ outcome: failure });
    expect(await attemptsOf(message.id)).toMatchObject([
      { outcome: 'misconfigured', raw_code: 424, meaning: 'No such template.', latency_ms: 0 },
    ]);
    expect(warn.mock.calls).toEqual([
      [
        {
          ...{ message: 'not sent', message_id: message.id, attempt: 1, latency_ms: 0, provider: 'kavenegar' },
          ...{ method: 'lookup', outcome: 'misconfigured', raw_code: 424 },
          ...{ reason: 'No such template.', next_method: true },
        },
      ],
    ]);
  });

  it('a refusal by Ramz is not stored as a call to the provider', async () => {
    const message = await claimed();
    const refusal = { outcome: 'rejected', meaning: 'Ramz did not call Kavenegar: …', refusedByRamz: true } as const;
    await recorder.record(call(message), () => Promise.resolve(refusal));
    expect(await attemptsOf(message.id)).toMatchObject([
      { provider: 'ramz', method: 'lookup', outcome: 'rejected', raw_code: null, meaning: refusal.meaning },
    ]);
  });

  it.each([
    ['at the deadline of a call', 300_000, 1000, 30_000],
    ['when the message expires, if that is sooner', 50, 50, 1000],
  ])('a call is aborted %s', async (_, lifeMs, signalMs, withinMs) => {
    const message = await claimed(lifeMs);
    const startedAt = performance.now();
    await recorder.record(call(message), async (signal) => {
      await once(signal, 'abort');
      return { outcome: 'unknown', meaning: 'No answer.' } as const;
    });
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(signalMs - 10);
    expect(tookMs).toBeLessThan(withinMs);
  });
});
