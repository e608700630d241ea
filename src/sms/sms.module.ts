import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { ProviderAccountService } from './accounts/provider-account.service.js';
import { ProviderCreditRepository } from './accounts/provider-credit.repository.js';
import { BreakerRepository } from './breakers/breaker.repository.js';
import { BreakerService } from './breakers/breaker.service.js';
import { DeliveryPollerService } from './delivery/delivery-poller.service.js';
import { DeliveryReportService } from './delivery/delivery-report.service.js';
import { ProviderRegistry } from './providers/provider-registry.js';
import { BulkQueueService } from './sending/bulk-queue.service.js';
import { ManagedCodeService } from './sending/managed-code.service.js';
import { ReceptorService } from './sending/receptor.service.js';
import { SendOutcomeService } from './sending/send-outcome.service.js';
import { SmsAvailabilityService } from './sending/sms-availability.service.js';
import { SmsQueueService } from './sending/sms-queue.service.js';

const SERVICES = [
  ProviderRegistry,
  ProviderAccountService,
  ProviderCreditRepository,
  BreakerService,
  DeliveryPollerService,
  DeliveryReportService,
  BulkQueueService,
  ManagedCodeService,
  SendOutcomeService,
  SmsAvailabilityService,
  SmsQueueService,
];

/** The providers, and the services that queue messages for them. Workers send these. */
@Module({ imports: [MessagingModule], providers: [...SERVICES, BreakerRepository, ReceptorService], exports: SERVICES })
export class SmsModule {}
