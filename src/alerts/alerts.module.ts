import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { SmsModule } from '../sms/index.js';
import { AlertRepository } from './alert.repository.js';
import { AlertService } from './alert.service.js';
import { AlertWatchService } from './alert-watch.service.js';
import { FaultRepository } from './fault.repository.js';
import { WorkerWatchService } from './worker-watch.service.js';

/** Faults that need an operator: raised once for all processes, and cleared when they are gone. */
@Module({
  imports: [MessagingModule, SmsModule],
  providers: [AlertRepository, AlertService, AlertWatchService, FaultRepository, WorkerWatchService],
  exports: [AlertService, AlertWatchService],
})
export class AlertsModule {}
