import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { MessageRepository } from './message.repository.js';
import { OutboxService } from './outbox.service.js';

const BATCH = 1000;
/** A row this old that the queue should have handled by now. Live jobs are not added twice, so early costs nothing. */
const GRACE_MS = 10_000;
/** Brought back one by one, messages of a bulk send cost a call each: their own jobs get longer. */
const SHARE_GRACE_MS = 10 * 60_000;

/** Brings back messages the queue never had or has lost. Those whose time is over are ended by the worker they reach. */
@Injectable()
export class OutboxSweeperService {
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly messages: MessageRepository,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /** How many messages were looked at. */
  async sweep(): Promise<number> {
    const grace = { graceMs: GRACE_MS, shareGraceMs: SHARE_GRACE_MS };
    const unfinished = await this.messages.unfinished(new Date(this.clock.now()), grace, BATCH);
    for (const { id, channel } of unfinished) await this.outbox.add(id, channel);
    if (unfinished.length > 0)
      this.logger.log({ message: 'unfinished messages brought back to the queue', count: unfinished.length });
    return unfinished.length;
  }
}
