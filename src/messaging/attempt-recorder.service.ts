import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Channel } from '../database/generated/enums.js';
import { countMessage, observeProviderCall } from '../metrics/index.js';
import type { FinishedCall } from './accepted-message.js';
import type { CallOutcome } from './call-outcome.contract.js';
import { MessageAttemptRepository, REFUSED_BY } from './message-attempt.repository.js';
import type { ClaimedMessage } from './message-run.sql.js';
import { traceCall } from './message-trace.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';

const SMS_LOGGER = new Logger('Sms');
const LOGGERS: Readonly<Record<Channel, Logger>> = { sms: SMS_LOGGER, call: SMS_LOGGER, email: new Logger('Email') };

/** A lease that is no older than this need not be renewed: there is a grace of seconds. */
const NEW_LEASE_MS = 250;

/** One call for a message: which provider, and by which of its methods. */
export interface Call {
  message: ClaimedMessage;
  provider: string;
  method: string;
}

/** A call that was made. */
export interface RecordedCall<Outcome extends CallOutcome> {
  outcome: Outcome;
  /** Of an accepted call: `MessageRunService.accept` completes its row together with the message. */
  call?: FinishedCall;
}

/** Makes calls to providers and records them: a row before each call, its outcome in the row and in the log. */
@Injectable()
export class AttemptRecorderService {
  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly attempts: MessageAttemptRepository,
    private readonly clock: Clock,
  ) {}

  /** @param make the call; its signal aborts after `SMS_TIMEOUT_MS`, or when the message expires if that is sooner */
  async record<Outcome extends CallOutcome>(
    call: Call,
    make: (signal: AbortSignal) => Promise<Outcome>,
  ): Promise<RecordedCall<Outcome>> {
    const { message, provider, method } = call;
    const startedAt = this.clock.now();
    const attemptId = await this.attempts.start({
      messageId: message.id,
      provider,
      method,
      now: new Date(startedAt),
      renewsLease: startedAt - message.claimedAt.getTime() > NEW_LEASE_MS,
    });
    const deadlineMs = Math.max(1, Math.min(this.config.timeoutMs, message.expiresAt.getTime() - startedAt));
    const outcome = await traceCall(
      call,
      () => make(AbortSignal.timeout(deadlineMs)),
      (answer) => answer,
    );
    const latencyMs = this.clock.now() - startedAt;
    const finishedAt = new Date(startedAt + latencyMs);
    const isAccepted = outcome.outcome === 'accepted';
    if (!isAccepted) await this.attempts.finish(attemptId, outcome, latencyMs, finishedAt);
    log(call, outcome, latencyMs);
    measure(call, outcome, latencyMs);
    if (!isAccepted) return { outcome };
    return { outcome, call: { attemptId, rawCode: outcome.rawCode, latencyMs, finishedAt } };
  }
}

/** Logs which provider and method a message left by or, if it did not leave, why. */
function log({ message, provider, method }: Call, outcome: CallOutcome, latencyMs: number): void {
  const logger = LOGGERS[message.channel];
  const fields = {
    message_id: message.id,
    attempt: message.attemptCount,
    latency_ms: latencyMs,
    provider,
    method,
    outcome: outcome.outcome,
    raw_code: outcome.rawCode,
  };
  if (outcome.outcome === 'accepted') return logger.log({ message: 'sent', ...fields });
  const { meaning: reason, tryNextMethod: next_method, refusedByRamz } = outcome;
  logger.warn({ message: refusedByRamz ? 'not sent, refused by ramz' : 'not sent', ...fields, reason, next_method });
}

function measure({ message, provider, method }: Call, outcome: CallOutcome, latencyMs: number): void {
  if (outcome.outcome === 'accepted' || !outcome.refusedByRamz)
    observeProviderCall({ provider, method, outcome: outcome.outcome }, latencyMs);
  countFailedCall({ channel: message.channel, provider, method }, outcome);
}

/** Counts that a call did not send a message. Acceptance is counted with the row that it changes. */
export function countFailedCall(
  { channel, provider, method }: { channel: Channel; provider: string; method: string },
  outcome: CallOutcome,
): void {
  if (outcome.outcome === 'accepted') return;
  countMessage({
    channel,
    provider: outcome.refusedByRamz ? REFUSED_BY : provider,
    method,
    status: outcome.outcome === 'unknown' ? 'unknown' : 'failed',
    code: outcome.rawCode,
  });
}
