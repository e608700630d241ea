import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Cluster } from 'ioredis';
import { Pool } from 'pg';
import { Clock } from '../common/clock.js';
import { storeConfig, type StoreConfig } from '../database/index.js';
import type { RedisClient } from '../redis/index.js';
import { ClusterCounterStore } from './cluster-counter.store.js';
import type { CounterStore } from './counter.store.js';
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
      useFactory: (pool: Pool, clock: Clock, redis?: RedisClient) => {
        if (redis) return new RateLimiterStorage(redisStoreOf(redis, clock));
        return new RateLimiterStorage(
          new PostgresCounterStore('request_limits', pool, clock),
          new PostgresCounterStore('rate_limits', pool, clock),
        );
      },
    },
  ],
  exports: [RateLimiterStorage],
})
export class LimitStoreModule implements OnApplicationShutdown {
  constructor(@Inject(COUNTER_REDIS) private readonly redis?: RedisClient) {}

  /** Last, because pending requests and jobs still count and give back. */
  async onApplicationShutdown(): Promise<void> {
    if (this.redis) await closeCounters(this.redis);
  }
}

function redisStoreOf(redis: RedisClient, clock: Clock): CounterStore {
  return redis instanceof Cluster ? new ClusterCounterStore(redis, clock) : new RedisCounterStore(redis, clock);
}
