import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AdminModule } from './admin/index.js';
import { AuthModule } from './auth/index.js';
import { CommonModule } from './common/common.module.js';
import type { Role } from './config/index.js';
import { NAMESPACES, validate } from './configuration.js';
import { DatabaseModule } from './database/index.js';
import { EmailWorkerModule } from './email/index.js';
import { HealthModule } from './health/index.js';
import { MaintenanceModule } from './maintenance/index.js';
import { QueueModule } from './queue/index.js';
import { SmsWebhookModule, SmsWorkerModule } from './sms/index.js';

const API = [AuthModule, AdminModule, SmsWebhookModule];
const WORKER = [SmsWorkerModule, EmailWorkerModule, MaintenanceModule];
/** What each role contains. */
const ROLES = { all: [...API, ...WORKER], api: API, worker: WORKER };

const POOL_SIZE = 15;

/** Where rows and jobs are; the embedded database has its address only once it runs. */
export interface Stores {
  databaseUrl: string;
  /** Undefined: the queue is in PostgreSQL. */
  redisUrl?: string;
}

/** Health is in every role: a worker has a small HTTP port too. */
@Module({})
export class AppModule {
  static forRole(role: Role, stores: Stores): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // The `.env` file has been read by then: the start needs the environment before there is a Nest application.
        ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, validate, load: NAMESPACES }),
        CommonModule,
        DatabaseModule.forRoot({ url: stores.databaseUrl, poolSize: POOL_SIZE }),
        QueueModule.forRoot(stores),
        HealthModule,
        ...ROLES[role],
      ],
    };
  }
}
