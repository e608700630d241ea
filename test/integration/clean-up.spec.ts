import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { CleanUpRepository } from '../../src/maintenance/clean-up.repository.js';
import { CleanUp } from '../../src/maintenance/clean-up.service.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';

const NOW = new Date('2026-11-20T12:00:00Z');

let database: TestDatabase;
let pool: Pool;
let repository: CleanUpRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 10 });
  repository = new CleanUpRepository(new PrismaService(pool));
});
beforeEach(() => fill(12_000));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** That many rows of each kind have ended; of two more, one ends now and one later. */
async function fill(ended: number): Promise<void> {
  await pool.query('TRUNCATE idempotency_keys, rate_limits');
  await pool.query(
    `INSERT INTO idempotency_keys (id, request_digest, expires_at)
     SELECT n, '', $1::timestamptz - n * interval '1 second' FROM generate_series(-1, $2) n`,
    [NOW, ended],
  );
  await pool.query(
    `INSERT INTO rate_limits (key, points, expire) SELECT n, 1, $1::bigint - n * 1000 FROM generate_series(-1, $2) n`,
    [NOW.getTime(), ended],
  );
  await pool.query(`INSERT INTO rate_limits (key, points) VALUES ('without an end', 1)`);
}

async function left(): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM idempotency_keys UNION ALL SELECT key FROM rate_limits ORDER BY 1',
  );
  return rows.map(({ id }) => id);
}

const LIVE = ['-1', '-1', 'without an end'];

describe('The clean-up', () => {
  it('deletes what has ended and nothing else, in several statements', async () => {
    await new CleanUp(repository, { now: () => NOW.getTime() }).run(new AbortController().signal);
    expect(await left()).toEqual(LIVE);
  });

  it('deletes no more than its limit in one statement', async () => {
    expect(await repository.deleteIdempotencyKeys(NOW, 5000)).toBe(5000);
    expect(await repository.deleteRateLimits(NOW, 5000)).toBe(5000);
  });

  it('may run in several workers at once', async () => {
    const run = () => new CleanUp(repository, { now: () => NOW.getTime() }).run(new AbortController().signal);
    await Promise.all([run(), run(), run()]);
    await run();
    expect(await left()).toEqual(LIVE);
  });

  it('stops when the process ends', async () => {
    await new CleanUp(repository, { now: () => NOW.getTime() }).run(AbortSignal.abort());
    expect(await left()).toHaveLength(2 * 12_002 + 1);
  });
});
