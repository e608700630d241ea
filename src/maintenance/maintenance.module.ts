import { Module } from '@nestjs/common';
import { AlertsModule, AlertWatchService, FraudWatchService } from '../alerts/index.js';
import { Clock } from '../common/clock.js';
import { EventRetentionService, EventsModule } from '../events/index.js';
import { ConversionHourRepository, FraudModule, GuardRetentionService, SpendRepository } from '../fraud/index.js';
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
  imports: [AlertsModule, CleanUpModule, EventsModule, FraudModule, MessagingModule, SmsModule],
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
        FraudWatchService,
        GuardRetentionService,
        ConversionHourRepository,
        SpendRepository,
        Clock,
      ],
      useFactory: (
        sweeper: OutboxSweeperService,
        poller: DeliveryPollerService,
        accounts: AccountWatchService,
        cleanUp: CleanUpService,
        events: EventRetentionService,
        alerts: AlertWatchService,
        fraud: FraudWatchService,
        guardRetention: GuardRetentionService,
        conversions: ConversionHourRepository,
        spending: SpendRepository,
        clock: Clock,
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
        { name: 'check-guard', everyMs: MINUTE, run: () => fraud.checkGuard() },
        { name: 'sum-up-conversion', everyMs: 5 * MINUTE, run: () => conversions.sumUp(new Date(clock.now())) },
        { name: 'settle-spend', everyMs: MINUTE, run: () => spending.settle(new Date(clock.now())) },
        { name: 'clean-up-guard', everyMs: HOUR, run: (signal) => guardRetention.run(signal) },
        { name: 'clean-up', everyMs: HOUR, run: (signal) => cleanUp.run(signal) },
        { name: 'clean-up-events', everyMs: HOUR, run: (signal) => events.run(signal) },
      ],
    },
  ],
})
export class MaintenanceModule {}
