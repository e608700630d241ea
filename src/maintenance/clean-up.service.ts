import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { otpConfig, type OtpConfig } from '../auth/otp/otp.config.js';
import { messagingConfig, type MessagingConfig } from '../messaging/index.js';
import { CleanUpRepository } from './clean-up.repository.js';
import { RecipientPseudonyms } from './recipient-pseudonyms.js';

/** Rows of one statement: more would hold their locks for long. */
const BATCH = 1000;
/** Each takes its refresh tokens with it, some thousands where it was refreshed for weeks. */
const SESSION_BATCH = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** What administrators did can be looked up for a year. */
const ADMIN_ACTIONS_MS = 365 * DAY_MS;

/** Deletes rows that serve nobody any more. */
@Injectable()
export class CleanUpService {
  private readonly logger = new Logger('Maintenance');

  constructor(
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    private readonly repository: CleanUpRepository,
    private readonly pseudonyms: RecipientPseudonyms,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const before = (ms: number) => new Date(now - ms);
    const { repository, otp, messaging } = this;
    const pseudonymOf = (recipient: string) => this.pseudonyms.of(recipient);
    const batches = {
      idempotency_keys: () => repository.deleteIdempotencyKeys(before(0), BATCH),
      rate_limits: () => repository.deleteRateLimits(before(0), BATCH),
      messages: () => repository.deleteMessages(before(messaging.retentionMs), BATCH),
      codes: () => repository.deleteCodes(before(otp.retentionMs), BATCH, pseudonymOf),
      // After the codes, which keep them.
      pending_phones: () => repository.forgetPending('phone', BATCH),
      pending_emails: () => repository.forgetPending('email', BATCH),
      refresh_tokens: () => repository.deleteRefreshTokens(before(0), BATCH),
      sessions: () => repository.deleteSessions(before(otp.retentionMs), SESSION_BATCH),
      admin_actions: () => repository.deleteAdminActions(before(ADMIN_ACTIONS_MS), BATCH),
    };
    const cleaned: Record<string, number> = {};
    const faults = new Map<string, unknown>();
    for (const [name, batch] of Object.entries(batches)) {
      try {
        cleaned[name] = await inBatches(signal, batch);
      } catch (error) {
        faults.set(name, error);
      }
    }
    if (Object.values(cleaned).some((count) => count > 0)) this.logger.log({ message: 'cleaned up', ...cleaned });
    if (faults.size > 0) throw notCleaned(faults);
  }
}

/** Until nothing is left but what somebody else has locked, or has under way. How many there were. */
async function inBatches(signal: AbortSignal, batch: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await batch();
    if (count === 0) break;
    total += count;
  }
  return total;
}

/** With every reason in its own message: the log shows no other part of an `AggregateError`. */
function notCleaned(faults: Map<string, unknown>): AggregateError {
  const reasons = [...faults].map(
    ([name, error]) => `${name}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new AggregateError(faults.values(), `Not cleaned up: ${reasons.join('; ')}`);
}
