import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { SMS_QUEUE } from './queue.names.js';

/** Whether the queue's store answers. */
@Injectable()
export class QueueHealth {
  constructor(@InjectQueue(SMS_QUEUE) private readonly queue: Queue) {}

  /** @throws when the store does not answer */
  async check(): Promise<void> {
    await this.queue.getJobCounts('waiting');
  }
}
