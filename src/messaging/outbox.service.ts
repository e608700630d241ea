import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { withDeadline } from '../common/deadline.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';
import { EMAIL_QUEUE, SMS_QUEUE, type ResilientQueue } from '../queue/index.js';
import type { NewMessage } from './message.repository.js';
import { tracePublish } from './message-trace.js';

/** Backoff whose delay comes from the error that a run ended with. */
export const RETRY_BACKOFF = 'retry-later';

/** Messages that come while others are being added gather, and are added together. */
const ADDS = { maxInFlight: 1, maxSize: 100 };

/** BullMQ's backend on PostgreSQL makes two temporary tables for each bulk, which cost as much as some 16 single jobs. */
const MIN_BULK_SIZE = 16;

/** BullMQ by itself would wait without end for a store that was unreachable at start. */
const ADD_TIMEOUT_MS = 2000;

/** Messages of a bulk send that one job sends. */
export const BATCH_JOB_SIZE = 200;

type Channel = NewMessage['channel'];

/** Job data holds only an id, so that the queue's store holds no secret. */
export type SendJob = { messageId: string } | { batchId: string } | { verifiedOtpTokenId: string };

type SendQueue = ResilientQueue<SendJob>;

/** Adds messages to the queue once their rows are committed. */
@Injectable()
export class OutboxService {
  private readonly logger = new Logger('Outbox');
  private readonly smsAdds = new Batcher<string, void>({ run: (ids) => this.addAll(this.smsQueue, ids), ...ADDS });
  private readonly emailAdds = new Batcher<string, void>({ run: (ids) => this.addAll(this.emailQueue, ids), ...ADDS });

  constructor(
    @InjectQueue(SMS_QUEUE) private readonly smsQueue: SendQueue,
    @InjectQueue(EMAIL_QUEUE) private readonly emailQueue: SendQueue,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /**
   * Adds a message to the queue without making its request wait: the message is committed, and if the queue does not take
   * it, the sweeper adds it later.
   */
  enqueue(messageId: string, channel: Channel): void {
    const added = this.add(messageId, channel).catch((error: unknown) =>
      this.logger.warn({ message: 'failed to queue message, the sweeper will retry', message_id: messageId, error }),
    );
    this.of(channel).queue.keepOpenFor(added);
  }

  /** Adds the messages of a bulk send: one job per `BATCH_JOB_SIZE` of them. Never throws, as `enqueue`. */
  async enqueueBatch(batchId: string, messageCount: number): Promise<void> {
    const jobs = Array.from({ length: Math.ceil(messageCount / BATCH_JOB_SIZE) }, (_, index) => ({
      name: 'send-batch',
      data: { batchId },
      opts: this.options(`${batchId}-${index}`),
    }));
    try {
      await withDeadline(this.smsQueue.addBulk(jobs), ADD_TIMEOUT_MS, 'queue');
    } catch (error) {
      this.logger.warn({ message: 'failed to queue bulk send, the sweeper will retry', batch_id: batchId, error });
    }
  }

  /**
   * Queues a report to the provider that one of its codes was entered correctly. Never throws, because the sign-in does not
   * depend on it.
   */
  async enqueueFeedback(verifiedOtpTokenId: string): Promise<void> {
    try {
      const options = this.options(`verified-${verifiedOtpTokenId}`);
      await withDeadline(this.smsQueue.add('verified', { verifiedOtpTokenId }, options), ADD_TIMEOUT_MS, 'queue');
    } catch (error) {
      this.logger.warn({ message: 'failed to queue verification feedback', error });
    }
  }

  /**
   * Adds a message to the queue of its channel. Changes nothing if the queue already has it.
   * @throws Error if the queue's store fails, or does not answer in time
   */
  async add(messageId: string, channel: Channel): Promise<void> {
    const { queue, adds } = this.of(channel);
    await tracePublish(messageId, queue.name, () => adds.addWithin(messageId, ADD_TIMEOUT_MS, 'queue'));
  }

  private of(channel: Channel) {
    return channel === 'email'
      ? { queue: this.emailQueue, adds: this.emailAdds }
      : { queue: this.smsQueue, adds: this.smsAdds };
  }

  private async addAll(queue: SendQueue, ids: string[]): Promise<void[]> {
    const jobs = ids.map((messageId) => ({ name: 'send', data: { messageId }, opts: this.options(messageId) }));
    if (jobs.length >= MIN_BULK_SIZE) await queue.addBulk(jobs);
    else await Promise.all(jobs.map(({ name, data, opts }) => queue.add(name, data, opts)));
    return ids.map(() => undefined);
  }

  private options(jobId: string) {
    return { jobId, attempts: this.config.attempts, backoff: { type: RETRY_BACKOFF } };
  }
}
