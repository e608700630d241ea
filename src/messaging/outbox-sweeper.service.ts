import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';

const BATCH = 1000;
const OVERDUE_AFTER_MS = {
  /** Short, because a message whose job still waits is not added again. */
  queued: 10_000,
  /** Longer: once added one by one, these messages cost a call to the provider each. */
  unclaimedBulk: 10 * 60_000,
};

/** Each queue with the channel by which messages are added to it. */
const CHANNELS = ['sms', 'email'] as const;

/** Adds messages that the queue never got or has lost. Expired ones too: the worker that gets them ends them. */
@Injectable()
export class OutboxSweeperService {
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly repository: OutboxRepository,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    await Promise.all(CHANNELS.map((channel) => this.sweepQueue(channel)));
  }

  private async sweepQueue(channel: (typeof CHANNELS)[number]): Promise<void> {
    const now = this.clock.now();
    // New jobs run in the order in which they were added, so a message may still be in any job after the oldest one.
    const oldestWaitingAt = await this.outbox.oldestWaitingAt(channel);
    const ids = await this.repository.overdue(
      channel,
      {
        queuedBefore: new Date(Math.min(now, oldestWaitingAt) - OVERDUE_AFTER_MS.queued),
        unclaimedBulkBefore: new Date(now - OVERDUE_AFTER_MS.unclaimedBulk),
        now: new Date(now),
      },
      BATCH,
    );
    if (ids.length === 0) return;
    await this.outbox.addEach(ids, channel);
    this.logger.log({ message: 'overdue messages added to the queue', count: ids.length });
  }
}
