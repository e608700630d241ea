import type { Pool, QueryConfig } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Clock } from '../common/clock.js';
import { isBehindPooler } from '../database/index.js';
import type { CounterStore } from './counter.store.js';

/** Counters in the table `rate_limits`. The maintenance task `clean-up` deletes those whose window has ended. */
export class PostgresCounterStore implements CounterStore {
  readonly limiter: RateLimiterPostgres;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {
    // `points` and `duration` have no effect: each call names its window, and `RateLimiterStorage` compares.
    this.limiter = new RateLimiterPostgres({
      storeClient: { query: (query: QueryConfig) => this.run(query) },
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
      values: [key, this.clock.now(), latestEnd],
    });
  }

  /**
   * Runs a statement of the library. Its times are those of this process, but rows hold the time of the database, which
   * all processes share. Its names of statements are left out where a transaction pooler may not support them.
   */
  private async run({ text, values = [], name }: QueryConfig) {
    const ahead = Date.now() - this.clock.now();
    const isTime = (value: unknown) => typeof value === 'number' && value > SMALLEST_TIME;
    const result = await this.pool.query<{ expire?: string | number | null }>({
      text,
      values: values.map((value) => (isTime(value) ? (value as number) - ahead : value)),
      ...(isBehindPooler(this.pool) ? {} : { name }),
    });
    for (const row of result.rows) if (row.expire) row.expire = Number(row.expire) + ahead;
    return result;
  }
}

/** In Unix milliseconds; the other numbers are counts. */
const SMALLEST_TIME = 1_000_000_000_000;
