import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Pool } from 'pg';
import { Clock } from '../common/clock.js';
import { storeConfig, type StoreConfig } from '../database/index.js';
import { PostgresCounterStore } from './postgres-counter.store.js';
import { closeCounters, connectCounters } from './redis.connection.js';
import { RedisCounterStore } from './redis-counter.store.js';
import { RateLimiterStorage } from './rate-limiter.storage.js';

const COUNTER_REDIS = Symbol('COUNTER_REDIS');

/** Keeps the counters in Redis if `REDIS_URL` is set, otherwise in PostgreSQL. */
@Module({
  providers: [
    {
      provide: COUNTER_REDIS,
      inject: [storeConfig.KEY],
      useFactory: ({ redisUrl }: StoreConfig) => (redisUrl ? connectCounters(redisUrl) : undefined),
    },
    {
      provide: RateLimiterStorage,
      inject: [Pool, Clock, COUNTER_REDIS],
      useFactory: (pool: Pool, clock: Clock, redis?: Redis) => {
        const store = redis ? new RedisCounterStore(redis, clock) : new PostgresCounterStore(pool, clock);
        return new RateLimiterStorage(store);
      },
    },
  ],
  exports: [RateLimiterStorage],
})
export class LimitStoreModule implements OnApplicationShutdown {
  constructor(@Inject(COUNTER_REDIS) private readonly redis?: Redis) {}

  /** Last, because pending requests and jobs still count and give back. */
  async onApplicationShutdown(): Promise<void> {
    if (this.redis) await closeCounters(this.redis);
  }
}
