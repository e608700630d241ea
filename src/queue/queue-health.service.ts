import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { SMS_QUEUE } from './queue.names.js';

/** Whether the queue's store answers. */
@Injectable()
export class QueueHealthService {
  constructor(@InjectQueue(SMS_QUEUE) private readonly queue: Queue) {}

  /** For the start: BullMQ prepares its tables in PostgreSQL. @throws when it cannot */
  async prepare(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  /** @throws when the store does not answer */
  async check(): Promise<void> {
    await this.queue.getJobCounts('waiting');
  }
}
