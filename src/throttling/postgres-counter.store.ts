import type { Pool } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { isBehindPooler } from '../database/index.js';
import type { CounterStore } from './counter.store.js';

/** Counters in the table `rate_limits`. The maintenance task `clean-up` deletes those whose window has ended. */
export class PostgresCounterStore implements CounterStore {
  readonly limiter: RateLimiterPostgres;

  constructor(private readonly pool: Pool) {
    // `points` and `duration` have no effect: each call names its window, and `RateLimiterStorage` compares.
    this.limiter = new RateLimiterPostgres({
      storeClient: isBehindPooler(pool) ? withoutNames(pool) : pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: '',
      points: 1,
      duration: 1,
    });
  }

  async decrement(key: string, latestEnd: number): Promise<void> {
    await this.pool.query({
      ...(isBehindPooler(this.pool) ? {} : { name: 'ramz-limit-decrement' }),
      text: 'UPDATE rate_limits SET points = points - 1 WHERE key = $1 AND points > 0 AND expire > $2 AND expire <= $3',
      values: [key, Date.now(), latestEnd],
    });
  }
}

/** The library names its statements, which a transaction pooler may not support. */
function withoutNames(pool: Pool) {
  return { query: ({ text, values }: { text: string; values: unknown[] }) => pool.query(text, values) };
}
