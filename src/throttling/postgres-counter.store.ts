import type { Pool } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { CounterStore } from './counter.store.js';

/** Counters in the table `rate_limits`, which a migration makes. Rows that ended an hour ago go every 5 minutes. */
export class PostgresCounterStore implements CounterStore {
  readonly limiter: RateLimiterPostgres;

  constructor(private readonly pool: Pool) {
    // `points` and `duration` decide nothing: each count names its window, and the storage compares.
    this.limiter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      // Ended counters are deleted by the maintenance task `clean-up`.
      clearExpiredByTimeout: false,
      keyPrefix: '',
      points: 1,
      duration: 1,
    });
  }

  async decrement(key: string, latestEnd: number): Promise<void> {
    await this.pool.query({
      name: 'ramz-limit-decrement',
      text: 'UPDATE rate_limits SET points = points - 1 WHERE key = $1 AND points > 0 AND expire > $2 AND expire <= $3',
      values: [key, Date.now(), latestEnd],
    });
  }
}
