import type { RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';

/** A store of counters. `rate-limiter-flexible` counts; a store adds what the library cannot undo safely. */
export interface CounterStore {
  readonly limiter: RateLimiterPostgres | RateLimiterRedis;
  /**
   * Decrements a counter that is above 0 and whose window has not ended. The library's own `reward` would open a window
   * at -1 where there is none.
   * @param latestEnd Unix time in milliseconds; a window that ends later is a newer one, and is not changed
   */
  decrement(key: string, latestEnd: number): Promise<void>;
}
