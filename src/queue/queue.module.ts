import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { createIORedisClient, createPostgresBackend, RedisConnection, setDefaultBackendFactory } from 'bullmq';
import { createRedis, readRedisAddress, retryDelay } from '../redis/index.js';
import { QueueHealthService } from './queue-health.service.js';
import { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';
import { ResilientQueue, ResilientWorker } from './resilient-queue.js';

/** Each queue and each worker has its own pool. */
const POSTGRES_POOL_SIZE = 5;

/**
 * BullMQ for the whole process, on Redis if it has an address, otherwise on PostgreSQL (schema `bullmq`). Only modules
 * with processors consume jobs. `@nestjs/bullmq` is the module of the `@nestjs/bull` project for BullMQ.
 */
@Module({})
export class QueueModule {
  static forRoot({ databaseUrl, redisUrl }: { databaseUrl: string; redisUrl?: string }): DynamicModule {
    BullModule.queueClass = ResilientQueue;
    BullModule.workerClass = ResilientWorker;
    setDefaultBackendFactory(redisUrl ? undefined : createPostgresBackend);
    RedisConnection.clientFactory = ({ url = '', ...options }) =>
      createIORedisClient(createRedis(readRedisAddress(url), options));
    const connection = redisUrl
      ? { url: redisUrl, retryStrategy: retryDelay }
      : { connectionString: databaseUrl, max: POSTGRES_POOL_SIZE, schema: 'bullmq', migrate: true };
    const names = [SMS_QUEUE, EMAIL_QUEUE, MAINTENANCE_QUEUE];
    const queues = BullModule.registerQueue(...names.map((name) => ({ name, ...placeOf(name, redisUrl) })));
    return {
      module: QueueModule,
      global: true,
      imports: [
        BullModule.forRoot({ connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } }),
        queues,
      ],
      providers: [QueueHealthService],
      exports: [queues, QueueHealthService],
    };
  }
}

/** On a cluster, all keys of a queue must be on one node, and those of different queues may be on different ones. */
function placeOf(name: string, redisUrl: string | undefined): { prefix?: string } {
  return redisUrl && readRedisAddress(redisUrl).kind === 'cluster' ? { prefix: `{ramz-${name}}` } : {};
}
