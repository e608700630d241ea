import { Module, type DynamicModule } from '@nestjs/common';
import { ElementController } from './element.controller.js';
import { ElementFileService } from './element-file.service.js';

/** Serves the custom element, which packages/elements builds. */
@Module({})
export class ElementsModule {
  /** @param path of the built element */
  static forFile(path: string): DynamicModule {
    return {
      module: ElementsModule,
      controllers: [ElementController],
      providers: [{ provide: ElementFileService, useFactory: () => new ElementFileService(path) }],
    };
  }
}
