import { Module } from '@nestjs/common';
import { BulkDispatchService } from './bulk-dispatch.service.js';
import { ProviderCalls } from './provider-calls.service.js';
import { SmsDispatchService } from './sms-dispatch.service.js';
import { VerificationFeedbackService } from './verification-feedback.service.js';
import { SmsProcessor } from './sms.processor.js';

/** Consumes the SMS queue: only processes whose role is to work import it. */
@Module({
  providers: [ProviderCalls, SmsDispatchService, BulkDispatchService, VerificationFeedbackService, SmsProcessor],
})
export class SmsWorkerModule {}
