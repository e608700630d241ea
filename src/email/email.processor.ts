import { Processor } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import {
  messagingConfig,
  SEND_WORKER_OPTIONS,
  SendProcessor,
  type MessagingConfig,
  type RunResult,
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
    super('email', Math.min(config.workerConcurrency, transport.concurrency));
  }

  protected dispatch(messageId: string): Promise<RunResult> {
    return this.dispatcher.dispatch(messageId);
  }

  /** No other job is added to this queue. */
  protected async runOther(): Promise<void> {}
}
