import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { HookController } from './hook.controller.js';
import { HookService } from './hook.service.js';

/** Other auth servers that send their codes through Ramz. */
@Module({
  imports: [AuthModule],
  controllers: [HookController],
  providers: [HookService],
  exports: [HookService],
})
export class HooksModule {}
