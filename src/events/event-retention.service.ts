import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { eventConfig, type EventConfig } from './event.config.js';
import { EventRepository } from './event.repository.js';

/** Rows per statement. More of them would stay locked for too long. */
const BATCH = 1000;

/** Deletes events whose retention period is over, with what is left of their deliveries. */
@Injectable()
export class EventRetentionService {
  private readonly logger = new Logger('Maintenance');

  constructor(
    @Inject(eventConfig.KEY) private readonly config: EventConfig,
    private readonly events: EventRepository,
    private readonly clock: Clock,
  ) {}

  /** Returns how many events were deleted. */
  async run(signal: AbortSignal): Promise<number> {
    await this.events.adoptRestored();
    const before = new Date(this.clock.now() - this.config.retentionMs);
    let total = 0;
    for (let count = 1; count > 0 && !signal.aborted; total += count) {
      count = await this.events.deleteBefore(before, BATCH);
    }
    if (total > 0) this.logger.log({ message: 'old events deleted', count: total });
    return total;
  }
}
