import type { RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';

/** Where counters are kept. `rate-limiter-flexible` does the counting; what it cannot undo safely is done here. */
export interface CounterStore {
  readonly limiter: RateLimiterPostgres | RateLimiterRedis;
  /**
   * Takes one off a counter above 0 whose window still runs and ends by `latestEnd` (Unix time in milliseconds), so that
   * a window begun since is left alone. The library's own `reward` would open a window at -1 where none runs.
   */
  decrement(key: string, latestEnd: number): Promise<void>;
}
