import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Pool } from 'pg';
import { secretsConfig } from '../../src/config/index.js';
import { applyMigrations, EmbeddedPostgres } from '../../src/database/index.js';
import { LimitCounter } from '../../src/throttling/limit-counter.js';
import { LimitKeys } from '../../src/throttling/limit-keys.js';
import { limitConfig, LimitService } from '../../src/throttling/index.js';
import { PostgresCounterStore } from '../../src/throttling/postgres-counter.store.js';
import { RateLimiterStorage } from '../../src/throttling/rate-limiter.storage.js';
import { FakeClock } from '../support/fake-clock.js';
import { TEST_SIGNING_KEY } from '../support/ramz-environment.js';
import { scratchFolder } from '../support/scratch.js';

const PHONE = '+989123456789';
const GUESS = { recipient: PHONE, purpose: 'login', by: 'recipient' } as const;

describe('counters in PostgreSQL', () => {
  let dataDir: string;
  let server: EmbeddedPostgres;
  let pool: Pool;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(scratchFolder(), 'ramz-crash-'));
    await chmod(dataDir, 0o755);
  });

  afterEach(async () => {
    if (!pool.ended) await pool.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function openLimits(): Promise<LimitService> {
    server = await EmbeddedPostgres.open({ dataDir, log: () => undefined });
    await applyMigrations(server.url, resolve('prisma/migrations'));
    pool = new Pool({ connectionString: server.url, max: 4 });
    pool.on('error', () => undefined);
    const clock = new FakeClock(Date.now());
    const secret = (letter: string) => `t:${Buffer.alloc(32, letter).toString('base64')}`;
    const secrets = { OTP_PEPPERS: secret('p'), DATA_KEYS: secret('d'), TOKEN_PRIVATE_KEYS: TEST_SIGNING_KEY };
    const keys = new LimitKeys(secretsConfig.read(secrets));
    const storage = new RateLimiterStorage(
      new PostgresCounterStore('request_limits', pool, clock),
      new PostgresCounterStore('rate_limits', pool, clock),
    );
    return new LimitService(keys, new LimitCounter(limitConfig.read({}), keys, storage, clock));
  }

  it('a crash of the server starts the limits of sends from zero, and keeps those of wrong codes', async () => {
    const limits = await openLimits();
    for (let i = 0; i < 3; i += 1) await limits.takeForCode(PHONE, 'login');
    for (let i = 0; i < 10; i += 1) await limits.takeWrongCode(GUESS);
    expect((await limits.takeForCode(PHONE, 'login')).ok).toBe(false);
    expect((await limits.takeWrongCode(GUESS)).ok).toBe(false);

    process.kill(
      Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]),
      'SIGKILL',
    );
    await pool.end();
    const after = await openLimits();
    expect((await after.takeForCode(PHONE, 'login')).states.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['otp_phone', 2],
      ['otp_phone_hour', 4],
      ['otp_phone_day', 9],
    ]);
    expect((await after.takeWrongCode(GUESS)).ok).toBe(false);
  });
});
