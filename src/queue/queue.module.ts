import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
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
    const connection = redisUrl
      ? { url: redisUrl }
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
