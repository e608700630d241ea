import { Module, type DynamicModule } from '@nestjs/common';
import { sessionConfig, type SessionConfig } from '../../auth/index.js';
import { ConsoleController } from './console.controller.js';
import { ConsoleFilesService } from './console-files.service.js';

/** The page of the administrators. Its data comes from the routes of `AdminModule`. */
@Module({})
export class ConsoleModule {
  /** @param folder of the built page */
  static forFolder(folder: string): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [ConsoleController],
      providers: [
        {
          provide: ConsoleFilesService,
          inject: [sessionConfig.KEY],
          useFactory: ({ cookies }: SessionConfig) => new ConsoleFilesService(folder, cookies),
        },
      ],
    };
  }
}
