import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { SMS_QUEUE } from './queue.names.js';

/** Checks the store of the queues. */
@Injectable()
export class QueueHealthService {
  constructor(@InjectQueue(SMS_QUEUE) private readonly queue: Queue) {}

  /** Waits until BullMQ has prepared its tables in PostgreSQL. @throws when it cannot */
  async prepare(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  /** @throws when the store fails to answer */
  async check(): Promise<void> {
    await this.queue.getJobCounts('waiting');
  }
}
