import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';
import { SendingHealthService } from './sending-health.service.js';

@Module({
  imports: [MessagingModule],
  controllers: [HealthController],
  providers: [ReadinessService, SendingHealthService],
  exports: [ReadinessService, SendingHealthService],
})
export class HealthModule {}
