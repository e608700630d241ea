import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';

/** Whether the queue's store answers; also where its connection errors end, which would otherwise end the process. */
@Injectable()
export class QueueHealth implements OnModuleInit {
  private readonly logger = new Logger('Queue');

  constructor(
    @InjectQueue(SMS_QUEUE) private readonly sms: Queue,
    @InjectQueue(MAINTENANCE_QUEUE) private readonly maintenance: Queue,
  ) {}

  onModuleInit(): void {
    for (const queue of [this.sms, this.maintenance]) {
      queue.on('error', (error) => this.logger.warn({ message: 'queue store error', queue: queue.name, error }));
    }
  }

  /** @throws when the store does not answer */
  async check(): Promise<void> {
    await this.sms.getJobCounts('waiting');
  }
}
