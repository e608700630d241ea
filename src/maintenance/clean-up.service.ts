import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { CleanUpRepository } from './clean-up.repository.js';

/** Rows of one statement: more would hold their locks for long. */
const BATCH = 5000;

/** Deletes rows that serve nobody any more. */
@Injectable()
export class CleanUp {
  private readonly logger = new Logger('Maintenance');

  constructor(
    private readonly repository: CleanUpRepository,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const now = new Date(this.clock.now());
    const idempotencyKeys = await inBatches(signal, () => this.repository.deleteIdempotencyKeys(now, BATCH));
    const rateLimits = await inBatches(signal, () => this.repository.deleteRateLimits(now, BATCH));
    if (idempotencyKeys + rateLimits === 0) return;
    this.logger.log({ message: 'cleaned up', idempotency_keys: idempotencyKeys, rate_limits: rateLimits });
  }
}

async function inBatches(signal: AbortSignal, deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const deleted = await deleteBatch();
    total += deleted;
    if (deleted < BATCH) break;
  }
  return total;
}
