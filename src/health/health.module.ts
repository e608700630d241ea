import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { HealthController } from './health.controller.js';
import { RootController } from './root.controller.js';
import { ReadinessService } from './readiness.service.js';
import { SelfRequestController } from './self-request.controller.js';
import { SendingHealthService } from './sending-health.service.js';

@Module({
  imports: [MessagingModule],
  controllers: [HealthController, SelfRequestController],
  providers: [ReadinessService, SendingHealthService],
  exports: [ReadinessService, SendingHealthService],
})
export class HealthModule {}

/** The page of an API process. A worker has none, because it serves no docs. */
@Module({ controllers: [RootController] })
export class RootModule {}
