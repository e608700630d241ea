import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { ProcessErrorService } from '../fleet/index.js';
import { MAINTENANCE_QUEUE } from '../queue/index.js';
import { MAINTENANCE_TASKS, type MaintenanceTask } from './maintenance-task.contract.js';

/** How often each worker writes the schedule again, in case the queue's store has lost it. */
const RESCHEDULE_EVERY_MS = 30_000;
/** Tasks at the same time, so that a slow one does not delay the others. */
const CONCURRENCY = 8;

/** Runs each task once per fleet, on a schedule that the queue keeps. The first run of a new schedule is immediate. */
@Injectable()
@Processor(MAINTENANCE_QUEUE, { concurrency: CONCURRENCY })
export class MaintenanceProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Maintenance');
  private readonly ending = new AbortController();
  private readonly running = new Set<string>();
  private readonly dueAgain = new Set<string>();
  private timer?: NodeJS.Timeout;

  constructor(
    @InjectQueue(MAINTENANCE_QUEUE) private readonly queue: Queue,
    @Inject(MAINTENANCE_TASKS) private readonly tasks: MaintenanceTask[],
    private readonly processErrors: ProcessErrorService,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    void this.schedule().then(() => this.removeOldSchedules());
    this.timer = setInterval(() => void this.schedule(), RESCHEDULE_EVERY_MS).unref();
  }

  /** A task that fails runs again when it is next due. */
  async process({ name }: Pick<Job, 'name'>): Promise<void> {
    // If a task is due again while it runs, one more run follows, instead of two at a time.
    if (this.running.has(name)) {
      this.dueAgain.add(name);
      return;
    }
    this.running.add(name);
    try {
      const task = this.taskOf(name);
      do await task.run(this.ending.signal);
      while (this.dueAgain.delete(name) && !this.ending.signal.aborted);
    } catch (error) {
      this.logger.error({ message: 'a maintenance task failed', task: name, error });
      await this.processErrors.record(error);
      throw error;
    } finally {
      this.running.delete(name);
      this.dueAgain.delete(name);
    }
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.ending.abort();
    await this.worker.close();
  }

  private taskOf(name: string): MaintenanceTask {
    const task = this.tasks.find((candidate) => candidate.name === name);
    if (!task) throw new Error(`There is no maintenance task ${name}.`);
    return task;
  }

  private async schedule(): Promise<void> {
    try {
      for (const { name, everyMs } of this.tasks) {
        await this.queue.upsertJobScheduler(name, { every: everyMs }, { name });
      }
    } catch (error) {
      this.logger.warn({ message: 'failed to schedule maintenance, will retry', error });
    }
  }

  /** Removes tasks of an earlier release. Only at start: two releases at once would keep removing each other's schedules. */
  private async removeOldSchedules(): Promise<void> {
    try {
      for (const { key } of await this.queue.getJobSchedulers()) {
        if (!this.tasks.some(({ name }) => name === key)) await this.queue.removeJobScheduler(key);
      }
    } catch (error) {
      this.logger.warn({ message: 'failed to remove old maintenance schedules', error });
    }
  }
}
