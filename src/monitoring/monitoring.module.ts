import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { SmsModule } from '../sms/index.js';
import { FleetFiguresService } from './fleet-figures.service.js';
import { FleetMetricsService } from './fleet-metrics.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';

/** The metrics of a process. Every role has them. */
@Module({
  imports: [MessagingModule, SmsModule],
  controllers: [MetricsController],
  providers: [FleetFiguresService, FleetMetricsService, MetricsService],
})
export class MonitoringModule {}
