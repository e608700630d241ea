import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { withDeadline } from '../common/deadline.js';
import { LogThrottle } from '../logging/index.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';
import { EMAIL_QUEUE, SMS_QUEUE, type ResilientQueue } from '../queue/index.js';
import type { NewMessage } from './message.repository.js';
import { tracePublish } from './message-trace.js';

/** Backoff whose delay comes from the error that a run ended with. */
export const RETRY_BACKOFF = 'retry-later';

/** Messages that come while others are being added gather, and share a job. */
const ADDS = { maxInFlight: 1, maxSize: 16 };

/** BullMQ by itself would wait without end for a store that was unreachable at start. */
const ADD_TIMEOUT_MS = 2000;

const LOG_INTERVAL_MS = 5000;

/** Messages of a bulk send that one job sends. */
export const BATCH_JOB_SIZE = 200;

type Channel = NewMessage['channel'];

/** Job data holds only ids, so that the queue's store holds no secret. */
export type SendJob = MessageJob | { messageIds: string[] } | OtherJob;

export type MessageJob = { messageId: string };

export type OtherJob = { batchId: string } | { verifiedOtpTokenId: string };

type SendQueue = ResilientQueue<SendJob>;

/** Adds messages to the queue once their rows are committed. */
@Injectable()
export class OutboxService {
  private readonly logger = new Logger('Outbox');
  private readonly throttle = new LogThrottle(LOG_INTERVAL_MS);
  private readonly smsAdds = new Batcher<string, void>({ run: (ids) => this.addOneJob(this.smsQueue, ids), ...ADDS });
  private readonly emailAdds = new Batcher<string, void>({
    run: (ids) => this.addOneJob(this.emailQueue, ids),
    ...ADDS,
  });

  constructor(
    @InjectQueue(SMS_QUEUE) private readonly smsQueue: SendQueue,
    @InjectQueue(EMAIL_QUEUE) private readonly emailQueue: SendQueue,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /**
   * Adds a new message to the queue, alone or in a job with others, without making its request wait: the message is
   * committed, and if the queue does not take it, the sweeper adds it later.
   */
  enqueue(messageId: string, channel: Channel): void {
    const { queue, adds } = this.of(channel);
    const added = tracePublish(messageId, queue.name, () => adds.addWithin(messageId, ADD_TIMEOUT_MS, 'queue'));
    queue.keepOpenFor(added.catch((error: unknown) => this.logFailedAdd(messageId, error)));
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
   * Adds a job for this message alone. Changes nothing if the queue has such a job.
   * @throws Error if the queue's store fails, or does not answer in time
   */
  async add(messageId: string, channel: Channel, delayMs = 0): Promise<void> {
    const { queue } = this.of(channel);
    await tracePublish(messageId, queue.name, async () => {
      const options = { ...this.options(messageId), delay: delayMs };
      await withDeadline(queue.add('send', { messageId }, options), ADD_TIMEOUT_MS, 'queue');
    });
  }

  /** Adds a job for this message alone which runs after `delayMs`, and not before. Never throws, as `enqueue`. */
  async postpone(messageId: string, channel: Channel, delayMs: number): Promise<void> {
    try {
      // A job that the sweeper has added would run at once.
      await withDeadline(this.of(channel).queue.remove(messageId), ADD_TIMEOUT_MS, 'queue');
      await this.add(messageId, channel, delayMs);
    } catch (error) {
      this.logFailedAdd(messageId, error);
    }
  }

  /**
   * Adds a job for each message that has none of its own.
   * @throws Error if the queue's store fails, or does not answer in time
   */
  async addEach(messageIds: string[], channel: Channel): Promise<void> {
    const jobs = messageIds.map((messageId) => ({ name: 'send', data: { messageId }, opts: this.options(messageId) }));
    await withDeadline(this.of(channel).queue.addBulk(jobs), ADD_TIMEOUT_MS, 'queue');
  }

  /**
   * As `ResilientQueue.oldestWaitingAt`.
   * @throws Error if the queue's store fails, or does not answer in time
   */
  async oldestWaitingAt(channel: Channel): Promise<number> {
    return withDeadline(this.of(channel).queue.oldestWaitingAt(), ADD_TIMEOUT_MS, 'queue');
  }

  /** While the queue is away this concerns every message, and a line now and then says as much. */
  private logFailedAdd(messageId: string, error: unknown): void {
    if (!this.throttle.admits()) return;
    this.logger.warn({ message: 'failed to queue message, the sweeper will retry', message_id: messageId, error });
  }

  private of(channel: Channel) {
    return channel === 'email'
      ? { queue: this.emailQueue, adds: this.emailAdds }
      : { queue: this.smsQueue, adds: this.smsAdds };
  }

  /** A group has an id of its own: the job of one of its messages can be added while the group is still under way. */
  private async addOneJob(queue: SendQueue, messageIds: string[]): Promise<void[]> {
    const [messageId] = messageIds as [string];
    if (messageIds.length === 1) await queue.add('send', { messageId }, this.options(messageId));
    else await queue.add('send-group', { messageIds }, this.options(`group-${messageId}`));
    return messageIds.map(() => undefined);
  }

  private options(jobId: string) {
    return { jobId, attempts: this.config.attempts, backoff: { type: RETRY_BACKOFF } };
  }
}
