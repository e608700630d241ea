import { Module } from '@nestjs/common';
import { ProviderRegistry } from './providers/provider-registry.js';
import { SmsDispatchService } from './sms-dispatch.service.js';
import { SmsProcessor } from './sms.processor.js';

/** Consumes the SMS queue: only processes whose role is to work import it. */
@Module({ providers: [ProviderRegistry, SmsDispatchService, SmsProcessor] })
export class SmsWorkerModule {}
