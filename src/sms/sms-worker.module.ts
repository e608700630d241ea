import { Module } from '@nestjs/common';
import { BulkDispatchService } from './sending/bulk-dispatch.service.js';
import { ProviderCallService } from './sending/provider-call.service.js';
import { SmsDispatchService } from './sending/sms-dispatch.service.js';
import { VerificationFeedbackService } from './sending/verification-feedback.service.js';
import { SmsProcessor } from './sending/sms.processor.js';

/** Consumes the SMS queue: only processes whose role is to work import it. */
@Module({
  providers: [ProviderCallService, SmsDispatchService, BulkDispatchService, VerificationFeedbackService, SmsProcessor],
})
export class SmsWorkerModule {}
