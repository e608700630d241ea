import { createPostgresBackend, Queue } from 'bullmq';
import type { TestEnvironment } from './ramz-environment.js';

/** The schedule of the fleet, and a hand on it, so that no test waits for a task to be due. */
export class MaintenanceQueue {
  private readonly queue: Pick<Queue, 'add' | 'upsertJobScheduler' | 'getJobSchedulers' | 'close'>;

  constructor({ databaseUrl, redisUrl }: TestEnvironment) {
    const redis = redisUrl ? new URL(redisUrl) : undefined;
    this.queue = redis
      ? new Queue('maintenance', {
          connection: { host: redis.hostname, port: Number(redis.port), db: Number(redis.pathname.slice(1)) },
        })
      : new Queue(
          'maintenance',
          { connection: { connectionString: databaseUrl, schema: 'bullmq', max: 1, migrate: true } },
          createPostgresBackend,
        );
  }

  /** Has a worker run the task now. */
  async run(task: string): Promise<void> {
    await this.queue.add(task, {}, { removeOnComplete: true, removeOnFail: true });
  }

  /** Adds a task as another release would have it. */
  async schedule(task: string, everyMs: number): Promise<void> {
    await this.queue.upsertJobScheduler(task, { every: everyMs }, { name: task });
  }

  /** Tasks and their intervals. */
  async schedules(): Promise<Record<string, number | undefined>> {
    const schedulers = await this.queue.getJobSchedulers();
    return Object.fromEntries(schedulers.map(({ key, every }) => [key, Number(every)]));
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}
