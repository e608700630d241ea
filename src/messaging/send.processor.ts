import { WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DelayedError, type Job, type WorkerOptions } from 'bullmq';
import { Clock } from '../common/clock.js';
import type { RunResult } from './message-run.service.js';

/** Ends a run so that BullMQ starts the next one after `delayMs`. */
class RetryLater extends Error {
  constructor(readonly delayMs: number) {
    super('to be tried again');
  }
}

/** For runs that ended with an error of our own, such as a database that was away. */
const ERROR_DELAY_MS = 1000;

export const SEND_WORKER_OPTIONS = {
  // Started once the concurrency is known.
  autorun: false,
  // A killed worker's send is taken up by another at the second look after its lock has lapsed; a look that another
  // worker's has just forestalled counts for nothing. Some 15 s then, well within the shortest life of a code.
  lockDuration: 10_000,
  stalledInterval: 4000,
  // BullMQ leaves a store that refused its connection alone for 15 s, which is long in the life of a code.
  runRetryDelay: 1000,
  settings: {
    backoffStrategy: (attemptsMade, _type, error) =>
      error instanceof RetryLater ? error.delayMs : ERROR_DELAY_MS * 2 ** Math.min(attemptsMade, 5),
  },
} satisfies Partial<WorkerOptions>;

/** What the workers of every channel do alike around a run. */
export abstract class SendProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(this.constructor.name);

  /** @param concurrency messages at once */
  constructor(
    private readonly concurrency: number,
    private readonly clock: Clock,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
    this.worker.run().catch((error: unknown) => this.logger.error({ message: 'worker stopped', error }));
  }

  /** Takes no new job and waits for the sends in flight, while database and queue are still there. */
  async onModuleDestroy(): Promise<void> {
    await this.worker.close();
  }

  /** @throws what tells BullMQ to run the job again, unless the message has ended */
  protected async settle(result: RunResult, job: Job, token?: string): Promise<void> {
    if (result.done) return;
    if (result.run === 'counted') throw new RetryLater(result.retryInMs);
    // A wait is no attempt: the job is put off, and not failed.
    await job.moveToDelayed(this.clock.now() + result.retryInMs, token);
    throw new DelayedError();
  }
}
