import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { MAINTENANCE_QUEUE } from '../queue/index.js';
import { OutboxSweeper } from './outbox-sweeper.service.js';

const SWEEP_EVERY_MS = 10_000;
/** How often each worker makes sure that the schedule exists: a queue store that lost everything gets it back. */
const RESCHEDULE_EVERY_MS = 30_000;

/** Runs the sweep once per fleet, on a schedule that the queue keeps. */
@Injectable()
@Processor(MAINTENANCE_QUEUE)
export class MaintenanceProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Maintenance');
  private timer?: NodeJS.Timeout;

  constructor(
    @InjectQueue(MAINTENANCE_QUEUE) private readonly queue: Queue,
    private readonly sweeper: OutboxSweeper,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    void this.schedule();
    this.timer = setInterval(() => void this.schedule(), RESCHEDULE_EVERY_MS).unref();
  }

  async process(): Promise<void> {
    await this.sweeper.sweep();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.worker.close();
  }

  private async schedule(): Promise<void> {
    try {
      await this.queue.upsertJobScheduler('sweep', { every: SWEEP_EVERY_MS }, { name: 'sweep' });
    } catch (error) {
      this.logger.warn({ message: 'the sweep could not be scheduled yet', error });
    }
  }
}
