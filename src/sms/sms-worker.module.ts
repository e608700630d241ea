import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { BulkDispatchService } from './sending/bulk-dispatch.service.js';
import { ProviderCallService } from './sending/provider-call.service.js';
import { ProviderConversionRepository } from './sending/provider-conversion.repository.js';
import { ProviderConversionService } from './sending/provider-conversion.service.js';
import { ProviderOrderService } from './sending/provider-order.service.js';
import { ReconciliationService } from './sending/reconciliation.service.js';
import { SmsDispatchService } from './sending/sms-dispatch.service.js';
import { SmsProcessor } from './sending/sms.processor.js';
import { VerificationFeedbackService } from './sending/verification-feedback.service.js';
import { SmsModule } from './sms.module.js';

/** Consumes the SMS queue. Only worker processes import it. */
@Module({
  imports: [SmsModule, MessagingModule],
  providers: [
    ProviderCallService,
    ProviderOrderService,
    ProviderConversionService,
    ProviderConversionRepository,
    ReconciliationService,
    SmsDispatchService,
    BulkDispatchService,
    VerificationFeedbackService,
    SmsProcessor,
  ],
})
export class SmsWorkerModule {}
