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
import { ListeningClient } from './listening-client.js';

/** How long a store that is away may hold up the end of a process. */
const CLOSE_GRACE_MS = 3000;
/** A store that is away fails many times a second; one line each this often tells it. */
const LOG_EVERY_MS = 30_000;

const logger = new Logger('Queue');
let lastLoggedAt = 0;

function logOutage(error: Error): void {
  const now = Date.now();
  if (now - lastLoggedAt < LOG_EVERY_MS) return;
  lastLoggedAt = now;
  logger.warn({ message: 'The store of the queue does not answer as it should', error });
}

/** BullMQ's queue, which adds or fails at once instead of waiting in memory: the sweeper brings the message back. */
export class ResilientQueue extends Queue {
  constructor(name: string, options: QueueOptions) {
    super(name, { ...options, connection: { ...options.connection, enableOfflineQueue: false } });
    this.on('error', logOutage);
    surviveBrokenConnections(this.getBackend());
  }

  override close(): Promise<void> {
    return Promise.race([super.close(), grace()]);
  }
}

/** BullMQ's worker, whose end waits for the jobs in flight, and for nothing else that a store away would hold up. */
export class ResilientWorker extends Worker {
  private readonly jobsInFlight: Set<Promise<unknown>>;
  private ending?: Promise<void>;

  constructor(name: string, processor: Processor, options: WorkerOptions) {
    const inFlight = new Set<Promise<unknown>>();
    const tracked = (job: Job, token?: string, signal?: AbortSignal) => {
      const run = processor(job, token, signal);
      inFlight.add(run);
      const forget = () => inFlight.delete(run);
      run.then(forget, forget);
      return run;
    };
    super(name, tracked, options);
    this.jobsInFlight = inFlight;
    this.on('error', logOutage);
    surviveBrokenConnections(this.getBackend());
  }

  override close(force = false): Promise<void> {
    this.ending ??= Promise.race([super.close(force), Promise.allSettled(this.jobsInFlight).then(grace)]);
    return this.ending;
  }
}

function grace(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, CLOSE_GRACE_MS).unref();
  });
}

/**
 * BullMQ has no listener for the errors of a PostgreSQL connection while it is checked out, nor while it is opened to
 * listen on, and one that breaks then would end the process. The query under way fails all the same.
 */
function surviveBrokenConnections(backend: unknown): void {
  if (!(backend instanceof PostgresQueueBackend)) return;
  const { connection } = backend;
  if (connection.pool instanceof pg.Pool)
    connection.pool.on('connect', (client) => client.on('error', () => undefined));
  // Private to BullMQ, and its one place where it opens a connection of its own.
  Object.assign(connection, { pgModule: { Client: ListeningClient } });
}
