import { Processor } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import {
  messagingConfig,
  SEND_WORKER_OPTIONS,
  SendProcessor,
  type MessagingConfig,
  type SendJob,
} from '../messaging/index.js';
import { EMAIL_QUEUE } from '../queue/index.js';
import { EmailDispatchService } from './email-dispatch.service.js';
import { MailTransport } from './mail-transport.contract.js';

@Injectable()
@Processor(EMAIL_QUEUE, SEND_WORKER_OPTIONS)
export class EmailProcessor extends SendProcessor {
  constructor(
    private readonly dispatcher: EmailDispatchService,
    transport: MailTransport,
    @Inject(messagingConfig.KEY) config: MessagingConfig,
  ) {
    super(Math.min(config.workerConcurrency, transport.concurrency));
  }

  protected async run(job: Job<SendJob>, token?: string): Promise<void> {
    if ('messageId' in job.data) return this.settle(await this.dispatcher.dispatch(job.data.messageId), job, token);
  }
}
