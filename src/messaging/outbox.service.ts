import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';
import { EMAIL_QUEUE, SMS_QUEUE } from '../queue/index.js';
import type { NewMessage } from './message.repository.js';

/** Name of the backoff that takes its delay from the error a run ended with. */
export const RETRY_BACKOFF = 'retry-later';

/** No request waits longer for the store of the queue: one that was away from the start lets BullMQ wait without end. */
const ADD_TIMEOUT_MS = 2000;

/** Messages of a bulk send that one job sends. */
export const BATCH_JOB_SIZE = 200;

type Channel = NewMessage['channel'];

/** Job data: an id and nothing else, so that a copy of the queue's store holds no secret. */
export type SendJob = { messageId: string } | { batchId: string } | { verifiedOtpTokenId: string };

/** Tells the queue of messages whose rows are committed. */
@Injectable()
export class OutboxService {
  private readonly logger = new Logger('Outbox');

  constructor(
    @InjectQueue(SMS_QUEUE) private readonly smsQueue: Queue<SendJob>,
    @InjectQueue(EMAIL_QUEUE) private readonly emailQueue: Queue<SendJob>,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /** Never throws: a message the queue did not take stays `queued`, and the sweeper brings it back. */
  async enqueue(messageId: string, channel: Channel): Promise<void> {
    try {
      await this.add(messageId, channel);
    } catch (error) {
      this.logger.warn({ message: 'not queued yet, the sweeper will retry', message_id: messageId, error });
    }
  }

  /** As `enqueue`, for the messages of a bulk send: one job for each `BATCH_JOB_SIZE` of them. */
  async enqueueBatch(batchId: string, messageCount: number): Promise<void> {
    const jobs = Array.from({ length: Math.ceil(messageCount / BATCH_JOB_SIZE) }, (_, index) => ({
      name: 'send-batch',
      data: { batchId },
      opts: this.options(`${batchId}-${index}`),
    }));
    try {
      await inTime(this.smsQueue.addBulk(jobs));
    } catch (error) {
      this.logger.warn({ message: 'not queued yet, the sweeper will retry', batch_id: batchId, error });
    }
  }

  /** Has the provider told that a code it delivered was entered rightly. Never throws: the sign-in does not depend on it. */
  async enqueueFeedback(verifiedOtpTokenId: string): Promise<void> {
    try {
      await inTime(
        this.smsQueue.add('verified', { verifiedOtpTokenId }, this.options(`verified-${verifiedOtpTokenId}`)),
      );
    } catch (error) {
      this.logger.warn({ message: 'the provider is not told that a code was verified', error });
    }
  }

  /**
   * A job that the queue already has is left as it is.
   * @throws when the store does not take it, or not in time
   */
  async add(messageId: string, channel: Channel): Promise<void> {
    const queue = channel === 'email' ? this.emailQueue : this.smsQueue;
    await inTime(queue.add('send', { messageId }, this.options(messageId)));
  }

  private options(jobId: string) {
    return { jobId, attempts: this.config.attempts, backoff: { type: RETRY_BACKOFF } };
  }
}

async function inTime(added: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The store of the queue did not answer in time')), ADD_TIMEOUT_MS);
  });
  await Promise.race([added, late]).finally(() => clearTimeout(timer));
}
