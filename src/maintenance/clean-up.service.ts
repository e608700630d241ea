import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { otpConfig, sessionConfig, type OtpConfig, type SessionConfig } from '../auth/index.js';
import { MessageRetentionRepository, messagingConfig, type MessagingConfig } from '../messaging/index.js';
import { CleanUpRepository } from './clean-up.repository.js';
import { RecipientPseudonymService } from './recipient-pseudonym.service.js';

/** Rows per statement. More of them would stay locked for too long. */
const BATCH = 1000;
/** A session is deleted with its refresh tokens, of which it has thousands after some weeks. */
const SESSION_BATCH = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The actions of administrators are kept for a year. */
const ADMIN_ACTIONS_MS = 365 * DAY_MS;
/** The longest time between a report and the acceptance of its message. */
const EARLY_REPORTS_MS = 2 * DAY_MS;
/** What the simulation sent is of interest while a developer looks at it. */
const SIMULATED_MESSAGES_MS = DAY_MS;
/** Messages of a kind that is still in use would have probed by then. */
const IDLE_BREAKERS_MS = 10 * 60_000;

/** Deletes data whose retention period is over. */
@Injectable()
export class CleanUpService {
  private readonly logger = new Logger('Maintenance');

  constructor(
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(sessionConfig.KEY) private readonly session: SessionConfig,
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    private readonly repository: CleanUpRepository,
    private readonly messages: MessageRetentionRepository,
    private readonly pseudonyms: RecipientPseudonymService,
    private readonly clock: Clock,
  ) {}

  /** Returns how many rows were deleted or cleared, by kind. @throws Error that names the kinds that failed */
  async run(signal: AbortSignal): Promise<Record<string, number>> {
    const now = this.clock.now();
    const before = (ms: number) => new Date(now - ms);
    const { repository, messages, otp, session, messaging } = this;
    const pseudonymOf = (recipient: string) => this.pseudonyms.of(recipient);
    const batches = {
      idempotency_keys: () => repository.deleteIdempotencyKeys(before(0), BATCH),
      request_limits: () => repository.deleteCounters('request_limits', before(0), BATCH),
      rate_limits: () => repository.deleteCounters('rate_limits', before(0), BATCH),
      messages: () => messages.deleteEnded(before(messaging.retentionMs), BATCH),
      codes: () => repository.deleteCodes(before(otp.retentionMs), BATCH, pseudonymOf),
      // After the codes: a pending contact is cleared once its codes are gone.
      pending_phones: () => repository.clearPendingContacts('phone', BATCH),
      pending_emails: () => repository.clearPendingContacts('email', BATCH),
      successors: () => repository.eraseSuccessors(before(session.refreshReuseMs), BATCH),
      refresh_tokens: () => repository.deleteRefreshTokens(before(0), BATCH),
      sessions: () => repository.deleteSessions(before(otp.retentionMs), SESSION_BATCH),
      early_reports: () => repository.deleteEarlyReports(before(EARLY_REPORTS_MS)),
      idle_breakers: () => repository.deleteIdleBreakers(before(IDLE_BREAKERS_MS)),
      simulated_messages: () => repository.deleteSimulatedMessages(before(SIMULATED_MESSAGES_MS), BATCH),
      admin_actions: () => repository.deleteAdminActions(before(ADMIN_ACTIONS_MS), BATCH),
    };
    const cleaned: Record<string, number> = {};
    const errors = new Map<string, unknown>();
    for (const [name, batch] of Object.entries(batches)) {
      try {
        cleaned[name] = await inBatches(signal, batch);
      } catch (error) {
        errors.set(name, error);
      }
    }
    if (Object.values(cleaned).some((count) => count > 0)) this.logger.log({ message: 'cleaned up', ...cleaned });
    if (errors.size > 0) throw cleanUpError(errors);
    return cleaned;
  }
}

/** Repeats until nothing is left, except rows that are locked or in use. Returns the total. */
async function inBatches(signal: AbortSignal, batch: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await batch();
    if (count === 0) break;
    total += count;
  }
  return total;
}

/** Puts every reason into the message, because the log shows no other part of an `AggregateError`. */
function cleanUpError(errors: Map<string, unknown>): AggregateError {
  const reasons = [...errors].map(
    ([name, error]) => `${name}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new AggregateError(errors.values(), `Clean-up failed: ${reasons.join('; ')}`);
}
