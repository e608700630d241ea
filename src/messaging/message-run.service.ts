import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LimitService } from '../throttling/index.js';
import type { AcceptedMessage, FinishedCall } from './accepted-message.js';
import type { CallFailure } from './call-outcome.contract.js';
import { EarlyReportRepository } from './early-report.repository.js';
import { MessageAttemptRepository, type PastAttempt } from './message-attempt.repository.js';
import { MessageRunRepository } from './message-run.repository.js';
import type { ClaimedMessage, EndedMessage } from './message-run.sql.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';
import { nextRetry } from './retry.policy.js';

/** One try to send a message: it begins when a worker claims the message, and may consist of several calls. */
export interface MessageRun {
  message: ClaimedMessage;
  /** Calls of earlier runs. */
  past: PastAttempt[];
}

/** What the queue does after a run: nothing, or another run later. `countsAsAttempt`: the run used up an attempt. */
export type RunResult = { done: true } | { done: false; retryInMs: number; countsAsAttempt: boolean };

/** Begins and ends the runs of messages on every channel. */
@Injectable()
export class MessageRunService {
  private readonly logger = new Logger('Messages');

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly messages: MessageRunRepository,
    private readonly attempts: MessageAttemptRepository,
    private readonly earlyReports: EarlyReportRepository,
    private readonly limits: LimitService,
    private readonly clock: Clock,
  ) {}

  /** Claims the message. The result if there is nothing to send: the message has ended, or another worker holds it. */
  async begin(messageId: string): Promise<MessageRun | RunResult> {
    const now = this.now();
    const message = await this.messages.claim(messageId, now);
    if (!message) return this.endUnsendable(messageId, now);
    return { message, past: message.attemptCount > 1 ? await this.attempts.list(messageId) : [] };
  }

  /** Ends the message as accepted by a provider. @param call from `AttemptRecorderService`, if this run made the call */
  async accept({ message }: MessageRun, accepted: AcceptedMessage, call?: FinishedCall): Promise<RunResult> {
    if (call) await this.messages.acceptCalled(message, accepted, call, this.now());
    else await this.messages.accept(message.id, accepted, this.now());
    await this.earlyReports.applyToOne(accepted, this.now());
    return { done: true };
  }

  /** Schedules the next run with backoff, or ends the message if no attempt or no time is left. */
  async retry(run: MessageRun, failure: CallFailure): Promise<RunResult> {
    const next = nextRetry({
      attempt: run.message.attemptCount,
      maxAttempts: this.config.attempts,
      baseMs: this.config.backoffMs,
      retryAfterMs: failure.retryAfterMs,
      now: this.clock.now(),
      expiresAt: run.message.expiresAt.getTime(),
      random: Math.random(),
    });
    if ('giveUp' in next) return this.fail(run, failure, next.giveUp);
    await this.messages.recordRetry(run.message.id, failure.meaning);
    return { done: false, retryInMs: next.retryInMs, countsAsAttempt: true };
  }

  /** Schedules the next run for `retryAt` without using up an attempt, or ends the message if that is too late. */
  async pause(run: MessageRun, failure: CallFailure, retryAt: number): Promise<RunResult> {
    if (retryAt >= run.message.expiresAt.getTime()) return this.fail(run, failure, 'expired');
    await this.messages.recordPause(run.message.id, failure.meaning);
    // Spread out, so that the messages which wait for the same breaker do not all come back at once.
    const spreadMs = Math.random() * this.config.backoffMs;
    const retryInMs = Math.round(Math.max(1, retryAt - this.clock.now()) + spreadMs);
    return { done: false, retryInMs, countsAsAttempt: false };
  }

  /** Ends the message. A code that was certainly not sent no longer counts against the limits of its recipient. */
  async fail(
    { message }: { message: Pick<ClaimedMessage, 'id'> },
    failure: CallFailure,
    status: 'failed' | 'expired' = 'failed',
  ): Promise<RunResult> {
    const ended = await this.messages.end(message.id, status, failure, this.now());
    if (ended) {
      this.logger.error({ message: 'given up', message_id: message.id, status, reason: failure.meaning });
      if (failure.outcome !== 'unknown') await this.giveCountBack(ended);
    }
    return { done: true };
  }

  /** Records an unexpected error of a run, and ends the message if that was its last attempt. */
  async breakOff(messageId: string, meaning: string): Promise<void> {
    const attemptCount = await this.messages.recordError(messageId, meaning);
    if (attemptCount !== undefined && attemptCount >= this.config.attempts)
      await this.fail({ message: { id: messageId } }, { outcome: 'unknown', meaning });
  }

  /** Ends a message that waits in the queue. False if it does not wait any more. */
  async cancel(messageId: string): Promise<boolean> {
    const cancelled = await this.messages.cancelQueued(messageId, this.now());
    if (cancelled) await this.giveCountBack(cancelled);
    return cancelled !== undefined;
  }

  /**
   * Ends a message that has expired or whose code has ended. If another worker holds the message, the next run is due when
   * the lease ends, because that worker may have been killed.
   */
  private async endUnsendable(messageId: string, now: Date): Promise<RunResult> {
    const ended = await this.messages.endUnsendable(messageId, now);
    if (ended) {
      const { status } = ended;
      this.logger.log({ message: 'not sent: message expired or code ended', message_id: messageId, status });
      await this.giveCountBack(ended);
      return { done: true };
    }
    const leasedUntil = await this.messages.leasedUntil(messageId);
    if (!leasedUntil) return { done: true };
    const retryInMs = Math.max(1, leasedUntil.getTime() - now.getTime());
    return { done: false, retryInMs, countsAsAttempt: false };
  }

  private async giveCountBack({ kind, countedFor, purpose, createdAt, isUnsent }: EndedMessage): Promise<void> {
    if (kind !== 'otp' || !isUnsent || countedFor === null || purpose === null) return;
    await this.limits.giveBackCode(countedFor, purpose, createdAt);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
