import { Logger } from '@nestjs/common';
import pg from 'pg';
import {
  PostgresQueueBackend,
  Queue,
  Worker,
  type Job,
  type Processor,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import { LogThrottle } from '../logging/index.js';
import { ListeningClient } from './listening-client.js';

/** How long an unavailable store may delay the end of a process. */
const CLOSE_GRACE_MS = 3000;
/** How long a worker waits after its store has failed to give it a job. */
const RETRY_DELAY_MS = 1000;
const LOG_INTERVAL_MS = 30_000;
/** How often the oldest job is looked for while workers take jobs. */
const LOOKS = 5;

const logger = new Logger('Queue');
const throttle = new LogThrottle(LOG_INTERVAL_MS);

function logError(error: Error): void {
  if (throttle.admits()) logger.warn({ message: 'queue backend error', error });
}

/** BullMQ's queue, which fails at once instead of keeping jobs in memory: the sweeper adds them again. */
export class ResilientQueue<Data = unknown> extends Queue<Data> {
  private readonly lastWork = new Set<Promise<unknown>>();

  constructor(name: string, options: QueueOptions) {
    super(name, { ...options, connection: { ...options.connection, enableOfflineQueue: false } });
    this.on('error', logError);
    surviveBrokenConnections(this.getBackend());
  }

  /** Nest closes queues before the services that add to them. @param work that never rejects */
  keepOpenFor(work: Promise<unknown>): void {
    this.lastWork.add(work);
    const forget = () => this.lastWork.delete(work);
    work.then(forget, forget);
  }

  /**
   * When the job that has waited longest was added, by the clock of the process that did. Infinity if no job waits, 0 if
   * workers take jobs faster than one can be read.
   */
  async oldestWaitingAt(): Promise<number> {
    for (let look = 0; look < LOOKS; look += 1) {
      const last = (await this.getWaitingCount()) - 1;
      if (last < 0) return Infinity;
      // From the newest one on: in the other direction BullMQ gives the newest on PostgreSQL, and the oldest on Redis.
      const [job] = await this.getJobs(['waiting'], last, last, false);
      if (job) return job.timestamp;
    }
    return 0;
  }

  override async close(): Promise<void> {
    await Promise.race([Promise.all(this.lastWork).then(() => super.close()), grace()]);
  }
}

/** BullMQ's worker, which waits for its running jobs when it closes, but not for an unavailable store. */
export class ResilientWorker extends Worker {
  private readonly runningJobs: Set<Promise<unknown>>;
  private ending?: Promise<void>;

  constructor(name: string, processor: Processor, options: WorkerOptions) {
    const running = new Set<Promise<unknown>>();
    const tracked = (job: Job, token?: string, signal?: AbortSignal) => {
      const run = processor(job, token, signal);
      running.add(run);
      const forget = () => running.delete(run);
      run.then(forget, forget);
      return run;
    };
    super(name, tracked, { runRetryDelay: RETRY_DELAY_MS, ...options });
    this.runningJobs = running;
    this.on('error', logError);
    surviveBrokenConnections(this.getBackend());
  }

  /** Looks for jobs after `concurrency` was raised. BullMQ by itself does so only when a job ends, and when it resumes. */
  wake(): void {
    // Private to BullMQ, which wakes its loop in the same way.
    const { mainLoopQueue } = this as unknown as { mainLoopQueue: { add(nothing: Promise<void>): void } | null };
    mainLoopQueue?.add(Promise.resolve());
  }

  override close(force = false): Promise<void> {
    this.ending ??= Promise.race([super.close(force), Promise.allSettled(this.runningJobs).then(grace)]);
    return this.ending;
  }
}

function grace(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, CLOSE_GRACE_MS).unref();
  });
}

/**
 * BullMQ does not handle errors of a PostgreSQL connection that is checked out of its pool, or that it opens to listen
 * on. The process would crash if one breaks. The running query still fails.
 */
function surviveBrokenConnections(backend: unknown): void {
  if (!(backend instanceof PostgresQueueBackend)) return;
  const { connection } = backend;
  if (connection.pool instanceof pg.Pool)
    connection.pool.on('connect', (client) => client.on('error', () => undefined));
  // Private to BullMQ, and the only place where it opens a connection outside the pool.
  Object.assign(connection, { pgModule: { Client: ListeningClient } });
}
