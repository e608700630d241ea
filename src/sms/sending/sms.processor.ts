import { Processor } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import {
  messagingConfig,
  SEND_WORKER_OPTIONS,
  SendProcessor,
  type MessagingConfig,
  type OtherJob,
  type RunResult,
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
    super('sms', config.workerConcurrency);
  }

  protected dispatch(messageId: string): Promise<RunResult> {
    return this.dispatcher.dispatch(messageId);
  }

  protected async runOther(job: OtherJob): Promise<void> {
    if ('batchId' in job) await this.bulk.dispatchShare(job.batchId);
    else await this.feedback.report(job.verifiedOtpTokenId);
  }
}
