import { Module, type DynamicModule } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { SimulatedMessageController } from './messages/simulated-message.controller.js';
import { SimulatedMessageService } from './messages/simulated-message.service.js';
import { PageController } from './pages/page.controller.js';
import { PageFilesService } from './pages/page-files.service.js';

/** For developers: what the simulation sent to nobody, as an API and as pages. Answers 404 in production. */
@Module({})
export class SimulationModule {
  /** @param folder of the pages */
  static forFolder(folder: string): DynamicModule {
    return {
      module: SimulationModule,
      imports: [MessagingModule],
      controllers: [SimulatedMessageController, PageController],
      providers: [
        SimulatedMessageService,
        { provide: PageFilesService, useFactory: () => new PageFilesService(folder) },
      ],
    };
  }
}
