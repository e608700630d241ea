import { WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DelayedError, type Job, type WorkerOptions } from 'bullmq';
import { JobFailureService } from './job-failure.service.js';
import type { RunResult } from './message-run.service.js';
import { OutboxService, type OtherJob, type SendJob } from './outbox.service.js';
import { SendSlots } from './send-slots.js';

/** Makes BullMQ start the next run after `delayMs`. */
class RetryLater extends Error {
  constructor(readonly delayMs: number) {
    super('The message will be sent in a later run');
  }
}

/** First delay after an unexpected error, such as an unreachable database. */
const ERROR_DELAY_MS = 1000;

/** For a job that this worker has taken and, because it ends, does not begin. */
const BY_ANOTHER_WORKER: RunResult = { done: false, retryInMs: 0, countsAsAttempt: false };

export const SEND_WORKER_OPTIONS = {
  // The worker starts in `onApplicationBootstrap`, when its concurrency is known.
  autorun: false,
  // BullMQ hands on the job of a killed worker at the second check after its lock has expired: after about 15 s, well
  // within the shortest life of a code.
  lockDuration: 10_000,
  stalledInterval: 4000,
  // By default BullMQ waits 15 s after a refused connection, which is long in the life of a code.
  runRetryDelay: 1000,
  settings: {
    backoffStrategy: (attemptsMade, _type, error) =>
      error instanceof RetryLater ? error.delayMs : ERROR_DELAY_MS * 2 ** Math.min(attemptsMade, 5),
  },
} satisfies Partial<WorkerOptions>;

/** Base of the workers of every channel: their life cycle, and what the queue does after a run. */
export abstract class SendProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  // Properties, so that processors need not hand them on.
  @Inject() private readonly failures!: JobFailureService;
  @Inject() private readonly outbox!: OutboxService;
  private readonly logger = new Logger(this.constructor.name);
  private readonly slots: SendSlots;
  /** Groups of which some messages have no slot yet. */
  private waitingGroups = 0;

  /**
   * @param channel of the messages in the queue
   * @param concurrency messages at the same time
   */
  constructor(
    private readonly channel: 'sms' | 'email',
    private readonly concurrency: number,
  ) {
    super();
    this.slots = new SendSlots(concurrency);
  }

  /** Sends one message. */
  protected abstract dispatch(messageId: string): Promise<RunResult>;

  /** Does the work of a job that is not about single messages. */
  protected abstract runOther(job: OtherJob): Promise<void>;

  async process(job: Job<SendJob>, token?: string): Promise<void> {
    const { data } = job;
    if ('messageIds' in data) return this.handOver(data.messageIds, job, token);
    try {
      const isRun = await this.slots.run(async () => {
        if ('messageId' in data) await this.settle(await this.dispatch(data.messageId), job, token);
        else await this.runOther(data);
      });
      if (!isRun) await this.settle(BY_ANOTHER_WORKER, job, token);
    } catch (error) {
      if (!(error instanceof RetryLater || error instanceof DelayedError)) await this.failures.record(data, error);
      throw error;
    }
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
    this.worker.run().catch((error: unknown) => this.logger.error({ message: 'worker stopped', error }));
  }

  /** Takes no new job and waits for sends in flight, while the connections to database and queue are still open. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.worker.close(), this.slots.close()]);
  }

  /**
   * Ends the job of a group once each message has a slot, so that a slow call holds up no other message. From then on the
   * row of a message brings it back if this process is killed. Meanwhile the worker takes no more jobs than it must.
   */
  private async handOver(messageIds: string[], job: Job, token?: string): Promise<void> {
    this.waitingGroups += 1;
    this.worker.concurrency = 1;
    const begun = await Promise.all(messageIds.map((id) => this.slots.begin(() => this.runAlone(id))));
    this.waitingGroups -= 1;
    if (this.waitingGroups === 0) this.worker.concurrency = this.concurrency;
    const rest = messageIds.filter((_, index) => !begun[index]);
    if (rest.length === 0) return;
    await job.updateData({ messageIds: rest });
    await this.settle(BY_ANOTHER_WORKER, job, token);
  }

  /** Sends a message of a group. If it needs another run, it gets a job of its own. Never throws. */
  private async runAlone(messageId: string): Promise<void> {
    let retryInMs = ERROR_DELAY_MS;
    try {
      const result = await this.dispatch(messageId);
      if (result.done) return;
      retryInMs = result.retryInMs;
    } catch (error) {
      await this.failures.record({ messageId }, error);
    }
    try {
      await this.outbox.add(messageId, this.channel, retryInMs);
    } catch (error) {
      this.logger.warn({ message: 'failed to queue message, the sweeper will retry', message_id: messageId, error });
    }
  }

  /** @throws RetryLater or DelayedError, which make BullMQ run the job again, unless the message has ended */
  private async settle(result: RunResult, job: Job, token?: string): Promise<void> {
    if (result.done) return;
    if (result.countsAsAttempt) throw new RetryLater(result.retryInMs);
    // By the clock of the process, which BullMQ uses. Delayed instead of failed, so that BullMQ counts no attempt.
    await job.moveToDelayed(Date.now() + result.retryInMs, token);
    throw new DelayedError();
  }
}
