import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AdminModule, ConsoleModule } from './admin/index.js';
import { AlertsModule } from './alerts/index.js';
import { AuthModule } from './auth/index.js';
import { CommonModule } from './common/common.module.js';
import { NAMESPACES, validate } from './configuration.js';
import { DatabaseModule } from './database/index.js';
import { ElementsModule } from './elements/index.js';
import { EmailWorkerModule } from './email/index.js';
import { EventDeliveryModule } from './events/index.js';
import { FleetModule, type ProcessIdentity } from './fleet/index.js';
import { HealthModule, RootModule } from './health/index.js';
import { HooksModule } from './hooks/index.js';
import { MaintenanceModule } from './maintenance/index.js';
import { MonitoringModule } from './monitoring/index.js';
import { projectPath } from './project.js';
import { QueueModule } from './queue/index.js';
import { SimulationModule } from './simulation/index.js';
import { SmsWebhookModule, SmsWorkerModule } from './sms/index.js';

const ELEMENT = projectPath('dist/web/ramz-verify.js');
/** The files of /demo and /inbox. */
const PAGES = projectPath('dist/simulation/pages/assets');

const API = [
  RootModule,
  AuthModule,
  AdminModule,
  AlertsModule,
  HooksModule,
  SmsWebhookModule,
  ElementsModule.forFile(ELEMENT),
  SimulationModule.forFolder(PAGES),
];
const WORKER = [SmsWorkerModule, EmailWorkerModule, MaintenanceModule];
/** The modules of each role. */
const ROLES = { all: [...API, ...WORKER], api: API, worker: WORKER };

const POOL_SIZE = 15;

/** Addresses of the stores. That of the embedded database is known only while it is running. */
export interface Stores {
  databaseUrl: string;
  /** The same database, never through a pooler. */
  directUrl: string;
  /** Undefined: the queues are in PostgreSQL. */
  redisUrl?: string;
}

/** The whole process. Health and metrics are in every role, because a worker also has an HTTP port. */
@Module({})
export class AppModule {
  /** @param consoleFolder of the built console */
  static forProcess(identity: ProcessIdentity, stores: Stores, consoleFolder: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // The `.env` file has been read already, because the start needs the environment before Nest runs.
        ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, validate, load: NAMESPACES }),
        CommonModule,
        DatabaseModule.forRoot({ url: stores.databaseUrl, poolSize: POOL_SIZE }),
        QueueModule.forRoot({ databaseUrl: stores.directUrl, redisUrl: stores.redisUrl }),
        FleetModule.forRoot(identity),
        HealthModule,
        MonitoringModule,
        EventDeliveryModule,
        ...ROLES[identity.role],
        ...(identity.role === 'worker' ? [] : [ConsoleModule.forFolder(consoleFolder)]),
      ],
    };
  }
}
