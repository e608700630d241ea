import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AdminModule } from '../admin/index.js';
import type { Stores } from '../app.module.js';
import { CommonModule } from '../common/common.module.js';
import { NAMESPACES, validate } from '../configuration.js';
import { DatabaseModule } from '../database/index.js';
import { FleetModule, type ProcessIdentity } from '../fleet/index.js';
import { CleanUpModule } from '../maintenance/index.js';
import { QueueModule } from '../queue/index.js';

const POOL_SIZE = 5;

/** The services of commands. No port is opened, no job is taken, no event is sent, and no process is registered. */
@Module({})
export class CliModule {
  static forCommand(identity: ProcessIdentity, stores: Stores): DynamicModule {
    return {
      module: CliModule,
      imports: [
        ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, validate, load: NAMESPACES }),
        CommonModule,
        DatabaseModule.forRoot({ url: stores.databaseUrl, poolSize: POOL_SIZE }),
        QueueModule.forRoot({ databaseUrl: stores.directUrl, redisUrl: stores.redisUrl }),
        FleetModule.forCommand(identity),
        AdminModule,
        CleanUpModule,
      ],
    };
  }
}
