import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';

const INTERVAL_MS = 60_000;

/** Tells of a fault once a minute at most: it would come with every request while it lasts. */
@Injectable()
export class FaultLog {
  private readonly logger = new Logger('HumanCheck');
  private loggedAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** @param fault sentences that say what is wrong and, where somebody can do something, what to do */
  tell(fault: string): void {
    const now = this.clock.now();
    if (now - this.loggedAt < INTERVAL_MS) return;
    this.loggedAt = now;
    this.logger.error(fault);
  }
}
