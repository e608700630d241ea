import { Processor } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import {
  messagingConfig,
  SEND_WORKER_OPTIONS,
  SendProcessor,
  type MessagingConfig,
  type SendJob,
} from '../../messaging/index.js';
import { SMS_QUEUE } from '../../queue/index.js';
import { BulkDispatchService } from './bulk-dispatch.service.js';
import { SmsDispatchService } from './sms-dispatch.service.js';
import { VerificationFeedbackService } from './verification-feedback.service.js';

@Injectable()
@Processor(SMS_QUEUE, SEND_WORKER_OPTIONS)
export class SmsProcessor extends SendProcessor {
  constructor(
    private readonly dispatcher: SmsDispatchService,
    private readonly bulk: BulkDispatchService,
    private readonly feedback: VerificationFeedbackService,
    @Inject(messagingConfig.KEY) config: MessagingConfig,
  ) {
    super(config.workerConcurrency);
  }

  protected async run(job: Job<SendJob>, token?: string): Promise<void> {
    if ('verifiedOtpTokenId' in job.data) return this.feedback.report(job.data.verifiedOtpTokenId);
    if ('batchId' in job.data) return this.bulk.dispatchShare(job.data.batchId);
    return this.settle(await this.dispatcher.dispatch(job.data.messageId), job, token);
  }
}
