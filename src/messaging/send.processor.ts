import { WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DelayedError, type Job, type WorkerOptions } from 'bullmq';
import { JobFailureService } from './job-failure.service.js';
import type { RunResult } from './message-run.service.js';
import type { SendJob } from './outbox.service.js';

/** Makes BullMQ start the next run after `delayMs`. */
class RetryLater extends Error {
  constructor(readonly delayMs: number) {
    super('The message will be sent in a later run');
  }
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
  // A property, so that processors need not hand it on.
  @Inject() private readonly failures!: JobFailureService;
  private readonly logger = new Logger(this.constructor.name);

  /** @param concurrency messages at the same time */
  constructor(private readonly concurrency: number) {
    super();
  }

  /** Does the work of a job. */
  protected abstract run(job: Job<SendJob>, token?: string): Promise<void>;

  async process(job: Job<SendJob>, token?: string): Promise<void> {
    try {
      await this.run(job, token);
    } catch (error) {
      if (!(error instanceof RetryLater || error instanceof DelayedError)) await this.failures.record(job.data, error);
      throw error;
    }
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
    this.worker.run().catch((error: unknown) => this.logger.error({ message: 'worker stopped', error }));
  }

  /** Takes no new job and waits for sends in flight, while the connections to database and queue are still open. */
  async onModuleDestroy(): Promise<void> {
    await this.worker.close();
  }

  /** @throws RetryLater or DelayedError, which make BullMQ run the job again, unless the message has ended */
  protected async settle(result: RunResult, job: Job, token?: string): Promise<void> {
    if (result.done) return;
    if (result.countsAsAttempt) throw new RetryLater(result.retryInMs);
    // By the clock of the process, which BullMQ uses. Delayed instead of failed, so that BullMQ counts no attempt.
    await job.moveToDelayed(Date.now() + result.retryInMs, token);
    throw new DelayedError();
  }
}
