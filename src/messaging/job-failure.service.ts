import { Injectable, Logger } from '@nestjs/common';
import { summarizeError } from '../common/error-summary.js';
import { ProcessErrorService } from '../fleet/index.js';
import { MessageRunRepository } from './message-run.repository.js';
import { MessageRunService } from './message-run.service.js';
import type { SendJob } from './outbox.service.js';

/** Reports an unexpected error in a job: in the log, in the row of the message, and in the status. */
@Injectable()
export class JobFailureService {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly runs: MessageRunService,
    private readonly messages: MessageRunRepository,
    private readonly processErrors: ProcessErrorService,
  ) {}

  /** Never throws, because the queue needs the error of the job itself. */
  async record(job: SendJob, error: unknown): Promise<void> {
    this.logger.error({ message: 'job failed', ...idsOf(job), error });
    const meaning = summarizeError(error);
    await this.processErrors.record(error);
    try {
      if ('messageId' in job) await this.runs.breakOff(job.messageId, meaning);
      if ('batchId' in job) await this.messages.recordBatchError(job.batchId, meaning);
    } catch (cause) {
      this.logger.warn({ message: 'failed to record the error of a job', ...idsOf(job), error: cause });
    }
  }
}

function idsOf(job: SendJob): Record<string, string | string[]> {
  if ('messageId' in job) return { message_id: job.messageId };
  if ('messageIds' in job) return { message_ids: job.messageIds };
  return 'batchId' in job ? { batch_id: job.batchId } : { otp_token_id: job.verifiedOtpTokenId };
}
