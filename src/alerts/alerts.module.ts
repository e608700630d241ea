import { Module } from '@nestjs/common';
import { FraudModule } from '../fraud/index.js';
import { MessagingModule } from '../messaging/index.js';
import { SmsModule } from '../sms/index.js';
import { AlertRepository } from './alert.repository.js';
import { AlertService } from './alert.service.js';
import { AlertWatchService } from './alert-watch.service.js';
import { FaultRepository } from './fault.repository.js';
import { FraudWatchService } from './fraud-watch.service.js';
import { WorkerWatchService } from './worker-watch.service.js';

/** Faults that need an operator: raised once for all processes, and cleared when they are gone. */
@Module({
  imports: [FraudModule, MessagingModule, SmsModule],
  providers: [AlertRepository, AlertService, AlertWatchService, FaultRepository, FraudWatchService, WorkerWatchService],
  exports: [AlertService, AlertWatchService, FraudWatchService],
})
export class AlertsModule {}
