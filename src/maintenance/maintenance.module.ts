import { Module } from '@nestjs/common';
import { AlertsModule, AlertWatchService } from '../alerts/index.js';
import { EventRetentionService, EventsModule } from '../events/index.js';
import { MessagingModule, OutboxSweeperService } from '../messaging/index.js';
import { AccountWatchService, DeliveryPollerService, SmsModule } from '../sms/index.js';
import { CleanUpModule } from './clean-up.module.js';
import { CleanUpService } from './clean-up.service.js';
import { MAINTENANCE_TASKS, type MaintenanceTask } from './maintenance-task.contract.js';
import { MaintenanceProcessor } from './maintenance.processor.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Scheduled tasks that run once per fleet. Imported by workers only. */
@Module({
  imports: [AlertsModule, CleanUpModule, EventsModule, MessagingModule, SmsModule],
  providers: [
    MaintenanceProcessor,
    AccountWatchService,
    {
      provide: MAINTENANCE_TASKS,
      inject: [
        OutboxSweeperService,
        DeliveryPollerService,
        AccountWatchService,
        CleanUpService,
        EventRetentionService,
        AlertWatchService,
      ],
      useFactory: (
        sweeper: OutboxSweeperService,
        poller: DeliveryPollerService,
        accounts: AccountWatchService,
        cleanUp: CleanUpService,
        events: EventRetentionService,
        alerts: AlertWatchService,
      ): MaintenanceTask[] => [
        { name: 'sweep', everyMs: 10 * SECOND, run: () => sweeper.sweep() },
        { name: 'poll-delivery', everyMs: MINUTE, run: (signal) => poller.poll(signal) },
        {
          name: 'check-accounts',
          everyMs: 10 * MINUTE,
          run: () => accounts.check().then(() => alerts.checkAccounts()),
        },
        { name: 'check-alerts', everyMs: MINUTE, run: () => alerts.checkSending() },
        { name: 'check-conversion', everyMs: 10 * MINUTE, run: () => alerts.checkConversion() },
        { name: 'clean-up', everyMs: HOUR, run: (signal) => cleanUp.run(signal) },
        { name: 'clean-up-events', everyMs: HOUR, run: (signal) => events.run(signal) },
      ],
    },
  ],
})
export class MaintenanceModule {}
