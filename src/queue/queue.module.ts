import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { createPostgresBackend, Queue, Worker, withBackend, type QueueOptions } from 'bullmq';
import type { AppConfig } from '../config/index.js';
import { QueueHealth } from './queue-health.service.js';
import { MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';

const POSTGRES_POOL_SIZE = 10;

/**
 * BullMQ for the whole process: on Redis when `REDIS_URL` is set, on PostgreSQL (schema `bullmq`) otherwise.
 * Which processes consume is decided by the modules that hold processors.
 */
@Module({})
export class QueueModule {
  static forRoot(config: AppConfig, databaseUrl: string): DynamicModule {
    const backend = config.redisUrl ? redisBackend(config.redisUrl) : postgresBackend(databaseUrl);
    BullModule.queueClass = backend.queueClass;
    BullModule.workerClass = backend.workerClass;
    const queues = BullModule.registerQueue({ name: SMS_QUEUE }, { name: MAINTENANCE_QUEUE });
    return {
      module: QueueModule,
      global: true,
      imports: [
        BullModule.forRoot({
          connection: backend.connection,
          defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
        }),
        queues,
      ],
      providers: [QueueHealth],
      exports: [queues, QueueHealth],
    };
  }
}

function redisBackend(url: string) {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  const connection = {
    host: hostname,
    port: Number(port || 6379),
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
  return { queueClass: FailFastQueue, workerClass: Worker, connection };
}

/** Adding fails at once while Redis is away, instead of waiting in memory: the sweeper brings the message back. */
class FailFastQueue extends Queue {
  constructor(name: string, options: QueueOptions) {
    super(name, { ...options, connection: { ...options.connection, enableOfflineQueue: false } });
  }
}

function postgresBackend(connectionString: string) {
  const classes = withBackend(createPostgresBackend);
  const connection = { connectionString, max: POSTGRES_POOL_SIZE, schema: 'bullmq', migrate: true };
  return { queueClass: classes.Queue, workerClass: classes.Worker, connection };
}
