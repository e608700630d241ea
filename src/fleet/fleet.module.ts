import { Module, type DynamicModule } from '@nestjs/common';
import { ProcessBeatService } from './process-beat.service.js';
import { ProcessIdentity } from './process-identity.js';
import { ProcessRepository } from './process.repository.js';

/** The processes that share one database. */
@Module({})
export class FleetModule {
  static forRoot(identity: ProcessIdentity): DynamicModule {
    return {
      module: FleetModule,
      global: true,
      providers: [{ provide: ProcessIdentity, useValue: identity }, ProcessRepository, ProcessBeatService],
      exports: [ProcessIdentity, ProcessRepository, ProcessBeatService],
    };
  }
}
