import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import type { AppConfig } from '../config/index.js';
import { QueueHealthService } from './queue-health.service.js';
import { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';
import { ResilientQueue, ResilientWorker } from './resilient-queue.js';

/** Each queue and each worker has a pool of its own. */
const POSTGRES_POOL_SIZE = 5;

/**
 * BullMQ for the whole process: on Redis when `REDIS_URL` is set, on PostgreSQL (schema `bullmq`) otherwise.
 * Which processes consume is decided by the modules that hold processors.
 */
@Module({})
export class QueueModule {
  static forRoot(config: AppConfig, databaseUrl: string): DynamicModule {
    BullModule.queueClass = ResilientQueue;
    BullModule.workerClass = ResilientWorker;
    setDefaultBackendFactory(config.redisUrl ? undefined : createPostgresBackend);
    const connection = config.redisUrl
      ? redisConnection(config.redisUrl)
      : { connectionString: databaseUrl, max: POSTGRES_POOL_SIZE, schema: 'bullmq', migrate: true };
    const queues = BullModule.registerQueue({ name: SMS_QUEUE }, { name: EMAIL_QUEUE }, { name: MAINTENANCE_QUEUE });
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

function redisConnection(url: string) {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
