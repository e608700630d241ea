import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ConversionHourRepository } from '../history/conversion-hour.repository.js';
import { SpendRepository } from '../spend/spend.repository.js';
import { GuardRetentionRepository, type GuardTable } from './guard-retention.repository.js';

const BATCH = 1000;
/** A page has up to 60 buckets. */
const PAGES = 32;
const DAY_MS = 86_400_000;
/** How long buckets and requests are kept: thresholds and replays look back on them. */
const ASKS_KEPT_MS = 14 * DAY_MS;
const KEPT_MS: Record<GuardTable, number> = {
  fraud_asks: ASKS_KEPT_MS,
  fraud_decisions: 90 * DAY_MS,
  spent_challenges: 0,
};
const SUMS_KEPT_MS = 60 * DAY_MS;

/** Deletes what the guard no longer needs. */
@Injectable()
export class GuardRetentionService {
  constructor(
    private readonly rows: GuardRetentionRepository,
    private readonly conversions: ConversionHourRepository,
    private readonly spending: SpendRepository,
    private readonly clock: Clock,
  ) {}

  /** Stops early at `signal`. Returns how many rows of each table were deleted, without those of the sums. */
  async run(signal: AbortSignal): Promise<Record<GuardTable | 'fraud_buckets', number>> {
    const now = this.clock.now();
    const deleted = { fraud_asks: 0, fraud_buckets: 0, fraud_decisions: 0, spent_challenges: 0 };
    for (const [table, keptMs] of Object.entries(KEPT_MS) as [GuardTable, number][]) {
      for (let rows = BATCH; rows > 0 && !signal.aborted; deleted[table] += rows) {
        rows = await this.rows.deleteBefore(table, new Date(now - keptMs), BATCH);
      }
    }
    const pages = await this.rows.bucketPages();
    for (let first = 0; first < pages && !signal.aborted; first += PAGES) {
      const part = { first, count: PAGES };
      deleted.fraud_buckets += await this.rows.deleteBucketsBefore(new Date(now - ASKS_KEPT_MS), part);
    }
    await this.conversions.deleteBefore(new Date(now - SUMS_KEPT_MS));
    await this.spending.deleteBefore(new Date(now - SUMS_KEPT_MS));
    return deleted;
  }
}
