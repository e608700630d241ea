import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/index.js';
import { CleanUpRepository } from './clean-up.repository.js';
import { RecipientPseudonyms } from './recipient-pseudonyms.js';

/** Rows of one statement: more would hold their locks for long. */
const BATCH = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** What administrators did can be looked up for a year. */
const ADMIN_ACTIONS_MS = 365 * DAY_MS;

/** Deletes rows that serve nobody any more. */
@Injectable()
export class CleanUp {
  private readonly logger = new Logger('Maintenance');

  constructor(
    private readonly config: AppConfig,
    private readonly repository: CleanUpRepository,
    private readonly pseudonyms: RecipientPseudonyms,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const before = (ms: number) => new Date(now - ms);
    const { repository, config } = this;
    const pseudonymOf = (recipient: string) => this.pseudonyms.of(recipient);
    const deleted = {
      idempotency_keys: await inBatches(signal, () => repository.deleteIdempotencyKeys(before(0), BATCH)),
      rate_limits: await inBatches(signal, () => repository.deleteRateLimits(before(0), BATCH)),
      messages: await inBatches(signal, () => repository.deleteMessages(before(config.messageRetentionMs), BATCH)),
      codes: await inBatches(signal, () => repository.deleteCodes(before(config.otp.retentionMs), BATCH, pseudonymOf)),
      refresh_tokens: await inBatches(signal, () => repository.deleteRefreshTokens(before(0), BATCH)),
      sessions: await inBatches(signal, () => repository.deleteSessions(before(config.otp.retentionMs), BATCH)),
      admin_actions: await inBatches(signal, () => repository.deleteAdminActions(before(ADMIN_ACTIONS_MS), BATCH)),
    };
    if (Object.values(deleted).some((count) => count > 0)) this.logger.log({ message: 'cleaned up', ...deleted });
  }
}

/** Until nothing is left but what somebody else has locked, or has under way. How many there were. */
async function inBatches(signal: AbortSignal, deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const deleted = await deleteBatch();
    if (deleted === 0) break;
    total += deleted;
  }
  return total;
}
