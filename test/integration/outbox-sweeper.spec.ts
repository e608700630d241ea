import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import {
  messagingConfig,
  OutboxRepository,
  OutboxSweeperService,
  type OutboxService,
} from '../../src/messaging/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

let environment: TestEnvironment;
let pool: Pool;
let repository: OutboxRepository;

beforeAll(async () => {
  environment = await createTestEnvironment();
  pool = new Pool({ connectionString: environment.databaseUrl, max: 2 });
  repository = new OutboxRepository(new PrismaService(pool), messagingConfig.read(environment.variables));
});
beforeEach(() => pool.query('TRUNCATE messages CASCADE'));
afterAll(async () => {
  await pool.end();
  await environment.dispose();
});

const at = (ms: number) => new Date(NOW.getTime() + ms);

/** Adds queued messages that were last touched `ageMs` ago and expire in `lifeMs`. */
async function addMessages({ count = 1, batchId, runs = 0, ageMs, lifeMs = DAY }: Waiting): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO messages (id, channel, kind, recipient, batch_id, attempt_count, created_at, updated_at, expires_at)
     SELECT gen_random_uuid(), 'sms', 'simple', '+989121234567', $2, $3, $4, $4, $5 FROM generate_series(1, $1::int)
     RETURNING id`,
    [count, batchId ?? null, runs, at(-ageMs), at(lifeMs)],
  );
  return rows.map(({ id }) => id);
}

interface Waiting {
  count?: number;
  batchId?: string;
  /** Runs so far. */
  runs?: number;
  ageMs: number;
  lifeMs?: number;
}

/** Ids that one sweep adds to the queue. @param oldestJobMs age of the job that has waited longest */
async function sweep(oldestJobMs = -Infinity): Promise<string[]> {
  const added: string[] = [];
  const outbox = {
    addEach: async (ids: string[]) => void added.push(...ids),
    oldestWaitingAt: async () => NOW.getTime() - oldestJobMs,
  } as unknown as OutboxService;
  await new OutboxSweeperService(repository, outbox, new FakeClock(NOW.getTime())).sweep();
  return added;
}

describe('OutboxSweeperService', () => {
  it('a lost code is queued again although more messages than fit into one sweep have waited for longer', async () => {
    await addMessages({ count: 1500, batchId: randomUUID(), runs: 1, ageMs: 60 * MINUTE });
    const [code] = await addMessages({ ageMs: 11 * SECOND, lifeMs: 2 * MINUTE });
    const added = await sweep();
    expect(added).toHaveLength(1000);
    expect(added).toContain(code);
  });

  it('a message that was touched in the last ten seconds is not queued again', async () => {
    await addMessages({ ageMs: 10 * SECOND });
    expect(await sweep()).toEqual([]);
  });

  it('a message that may be in a job which still waits is not queued again', async () => {
    await addMessages({ ageMs: 40 * SECOND });
    const lost = await addMessages({ ageMs: 40 * SECOND + 1 });
    expect(await sweep(30 * SECOND)).toEqual(lost);
  });

  it('while jobs are taken too fast to read one, only messages whose worker has lost its lease are queued again', async () => {
    const [lost] = await addMessages({ ageMs: 60 * MINUTE, runs: 1 });
    await pool.query(`UPDATE messages SET status = 'sending'`);
    await addMessages({ ageMs: 60 * MINUTE });
    expect(await sweep(NOW.getTime())).toEqual([lost]);
  });

  it('a job that was added by a fast clock does not make messages of the last ten seconds overdue', async () => {
    await addMessages({ ageMs: 10 * SECOND });
    expect(await sweep(-60 * MINUTE)).toEqual([]);
  });

  it('e-mails and texts are looked for apart, and all are queued again', async () => {
    const [text, call, mail] = await addMessages({ count: 3, ageMs: 11 * SECOND });
    await pool.query(`UPDATE messages SET channel = 'call' WHERE id = $1`, [call]);
    await pool.query(`UPDATE messages SET channel = 'email' WHERE id = $1`, [mail]);
    expect(new Set(await sweep())).toEqual(new Set([text, call, mail]));
  });

  it('the jobs of a bulk send have ten minutes to claim its messages before these are queued again', async () => {
    await addMessages({ count: 5, batchId: randomUUID(), ageMs: 10 * MINUTE });
    const lost = await addMessages({ batchId: randomUUID(), ageMs: 10 * MINUTE + 1 });
    expect(await sweep()).toEqual(lost);
  });

  it('a message of a bulk send that is retried alone is queued again as soon as any other', async () => {
    const single = await addMessages({ batchId: randomUUID(), runs: 1, ageMs: 11 * SECOND });
    expect(await sweep()).toEqual(single);
  });

  it('a message whose worker has lost its lease is queued again', async () => {
    const [held, lost] = await addMessages({ count: 2, runs: 1, ageMs: 35 * SECOND });
    await pool.query(`UPDATE messages SET status = 'sending'`);
    await pool.query(`UPDATE messages SET updated_at = updated_at - interval '1 ms' WHERE id = $1`, [lost]);
    expect(await sweep()).toEqual([lost]);
    expect(held).not.toBe(lost);
  });
});
