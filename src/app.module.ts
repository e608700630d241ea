import { Module, type DynamicModule } from '@nestjs/common';
import { AdminModule } from './admin/index.js';
import { AuthModule, SessionService } from './auth/index.js';
import { CommonModule } from './common/common.module.js';
import { ConfigModule, type AppConfig } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { EmailWorkerModule } from './email/index.js';
import { HealthModule } from './health/index.js';
import { MaintenanceModule } from './maintenance/index.js';
import { MessagingModule } from './messaging/index.js';
import { QueueModule } from './queue/index.js';
import {
  BreakersModule,
  ProvidersModule,
  SmsAdminModule,
  SmsWorkerModule,
  StatusModule,
  WebhooksModule,
} from './sms/index.js';
import { ThrottlingModule } from './throttling/index.js';

const API = [AuthModule, AdminModule.forRoot(AuthModule, SessionService), SmsAdminModule, StatusModule, WebhooksModule];
const WORKER = [SmsWorkerModule, EmailWorkerModule, MaintenanceModule];
const ROLES = { all: [...API, ...WORKER], api: API, worker: WORKER };

const POOL_SIZE = 15;

/** What each role contains. Health is everywhere: a worker has a small HTTP port too. */
@Module({})
export class AppModule {
  static forRole(config: AppConfig, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CommonModule,
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ url: databaseUrl, poolSize: POOL_SIZE }),
        QueueModule.forRoot(config, databaseUrl),
        ThrottlingModule,
        MessagingModule,
        ProvidersModule,
        BreakersModule,
        HealthModule,
        ...ROLES[config.role],
      ],
    };
  }
}
