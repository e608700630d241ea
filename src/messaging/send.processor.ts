import { WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DelayedError, WaitingError, type Job, type WorkerOptions } from 'bullmq';
import { JobFailureService } from './job-failure.service.js';
import type { RunResult } from './message-run.service.js';
import type { ResilientWorker } from '../queue/index.js';
import { OutboxService, type MessageJob, type OtherJob, type SendJob } from './outbox.service.js';
import { SendSlots } from './send-slots.js';

/** Makes BullMQ start the next run after `delayMs`. */
class RetryLater extends Error {
  constructor(readonly delayMs: number) {
    super('The message will be sent in a later run');
  }
}

/** Whether an error tells the queue what to do with a job. */
function isOfQueue(error: unknown): boolean {
  return error instanceof RetryLater || error instanceof DelayedError || error instanceof WaitingError;
}

/** First delay after an unexpected error, such as an unreachable database. */
const ERROR_DELAY_MS = 1000;

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
  /** Jobs that BullMQ has handed to this worker and that have not ended. */
  private jobs = 0;
  /** Those whose group waits for slots. */
  private waitingGroups = 0;
  /** Messages of groups that are being sent. */
  private handedOver = 0;

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
    this.jobs += 1;
    try {
      if ('messageIds' in job.data) await this.handOver(job.data.messageIds, job, token);
      else await this.runJob(job.data, job, token);
    } catch (error) {
      if (!isOfQueue(error)) await this.failures.record(job.data, error);
      throw error;
    } finally {
      this.jobs -= 1;
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

  private async runJob(data: MessageJob | OtherJob, job: Job, token?: string): Promise<void> {
    const isRun = await this.slots.run(async () => {
      if ('messageId' in data) await this.settle(await this.dispatch(data.messageId), job, token);
      else await this.runOther(data);
    });
    if (!isRun) await this.handBack(job, token);
  }

  /**
   * Ends the job of a group once each message has a slot, so that a slow call holds up no other message. From then on the
   * row of a message brings it back if this process is killed.
   */
  private async handOver(messageIds: string[], job: Job, token?: string): Promise<void> {
    if (job.stalledCounter > 0 || job.attemptsMade > 0) {
      // Another worker has begun it, and some of its messages may wait for another run.
      await this.outbox.addEach(messageIds, this.channel);
      return;
    }
    this.waitingGroups += 1;
    this.limitJobs();
    const begun = await Promise.all(messageIds.map((id) => this.slots.begin(() => this.runAlone(id))));
    this.waitingGroups -= 1;
    this.limitJobs();
    const rest = messageIds.filter((_, index) => !begun[index]);
    if (rest.length === 0) return;
    await job.updateData({ messageIds: rest });
    await this.handBack(job, token);
  }

  /** Lets the worker take only jobs for which it has slots, so that none waits here which another worker could do. */
  private limitJobs(): void {
    const before = this.worker.concurrency;
    this.worker.concurrency = this.waitingGroups > 0 ? 1 : Math.max(1, this.concurrency - this.handedOver);
    if (this.jobs >= before && this.worker.concurrency > before) (this.worker as ResilientWorker).wake();
  }

  /** Sends a message of a group. If it needs another run, it gets a job of its own. Never throws. */
  private async runAlone(messageId: string): Promise<void> {
    this.handedOver += 1;
    let retryInMs = ERROR_DELAY_MS;
    try {
      const result = await this.dispatch(messageId);
      if (result.done) return;
      retryInMs = result.retryInMs;
    } catch (error) {
      await this.failures.record({ messageId }, error);
    } finally {
      this.handedOver -= 1;
      this.limitJobs();
    }
    await this.outbox.postpone(messageId, this.channel, retryInMs);
  }

  /** Makes this job the next one of another worker, because this one ends. @throws WaitingError, which BullMQ expects */
  private async handBack(job: Job, token?: string): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
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
