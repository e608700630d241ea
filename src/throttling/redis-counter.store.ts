import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Clock } from '../common/clock.js';
import type { CounterStore } from './counter.store.js';

/** ARGV[1]: the longest remaining life of the counter that is decremented, in milliseconds. */
const DECREMENT = `
local ttl = redis.call('pttl', KEYS[1])
if ttl > 0 and ttl <= tonumber(ARGV[1]) and tonumber(redis.call('get', KEYS[1])) > 0 then
  return redis.call('decr', KEYS[1])
end
return false
`;

/** Counters in Redis. A key expires with its window. */
export class RedisCounterStore implements CounterStore {
  readonly limiter: RateLimiterRedis;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
  ) {
    // `points` and `duration` have no effect: each call names its window, and `RateLimiterStorage` compares.
    this.limiter = new RateLimiterRedis({
      storeClient: redis,
      rejectIfRedisNotReady: true,
      keyPrefix: '',
      points: 1,
      duration: 1,
    });
  }

  async decrement(key: string, latestEnd: number): Promise<void> {
    await this.redis.eval(DECREMENT, 1, key, latestEnd - this.clock.now());
  }
}
