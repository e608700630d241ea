import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';

const BATCH = 1000;
const OVERDUE_AFTER = {
  /** Short, because adding a message that the queue still has changes nothing. */
  queuedMs: 10_000,
  /** Longer: once added one by one, these messages cost a call to the provider each. */
  unclaimedBulkMs: 10 * 60_000,
};

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
    const overdue = await this.repository.overdue(new Date(this.clock.now()), OVERDUE_AFTER, BATCH);
    await Promise.all(overdue.map(({ id, channel }) => this.outbox.add(id, channel)));
    if (overdue.length > 0) this.logger.log({ message: 'overdue messages added to the queue', count: overdue.length });
  }
}
