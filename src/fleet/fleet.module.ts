import { Module, type DynamicModule } from '@nestjs/common';
import { KeyReportService } from './key-report.service.js';
import { ProcessBeatService } from './process-beat.service.js';
import { ProcessErrorService } from './process-error.service.js';
import { ProcessIdentity } from './process-identity.js';
import { ProcessRepository } from './process.repository.js';

/** The processes that share one database. */
@Module({})
export class FleetModule {
  static forRoot(identity: ProcessIdentity): DynamicModule {
    const { providers = [], ...fleet } = FleetModule.forCommand(identity);
    return { ...fleet, providers: [...providers, ProcessBeatService] };
  }

  /** For a command, which is none of these processes. */
  static forCommand(identity: ProcessIdentity): DynamicModule {
    return {
      module: FleetModule,
      global: true,
      providers: [
        { provide: ProcessIdentity, useValue: identity },
        ProcessRepository,
        ProcessErrorService,
        KeyReportService,
      ],
      exports: [ProcessIdentity, ProcessRepository, ProcessErrorService, KeyReportService],
    };
  }
}
