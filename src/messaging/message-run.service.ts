import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';
import { LimitService } from '../throttling/index.js';
import { MessageAttemptRepository, type PastAttempt } from './message-attempt.repository.js';
import { MessageRepository, type ClaimedMessage } from './message.repository.js';
import { nextRetry } from './retry.policy.js';

/** What became of a run: the message has ended, or is to run again. */
export type RunResult = { done: true } | { done: false; retryInMs: number; run: 'counted' | 'not counted' };

/** A message in the hands of this worker. */
export interface Run {
  message: ClaimedMessage;
  /** Calls of earlier runs. */
  past: PastAttempt[];
}

/** Why a message has not left. */
export interface SendFailure {
  /** `unknown`: it may have left all the same. */
  outcome: string;
  /** For administrators. */
  meaning: string;
  /** What the provider asked for. */
  retryAfterMs?: number;
}

/** How the runs of a message begin and end, whatever its channel. */
@Injectable()
export class MessageRunService {
  private readonly logger = new Logger('Messages');

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly messages: MessageRepository,
    private readonly attempts: MessageAttemptRepository,
    private readonly limits: LimitService,
    private readonly clock: Clock,
  ) {}

  /** Takes the message for sending; where it must not be sent, ends it or leaves it to whoever has it. */
  async begin(messageId: string): Promise<Run | RunResult> {
    const now = new Date(this.clock.now());
    const message = await this.messages.claim(messageId, now);
    if (!message) return this.endUnsendable(messageId, now);
    return { message, past: message.attemptCount > 1 ? await this.attempts.of(messageId) : [] };
  }

  /** Runs again later, as the backoff has it, or ends the message where there is no later. */
  async retry(run: Run, failure: SendFailure): Promise<RunResult> {
    const answer = nextRetry({
      attempt: run.message.attemptCount,
      maxAttempts: this.config.attempts,
      baseMs: this.config.backoffMs,
      retryAfterMs: failure.retryAfterMs,
      now: this.clock.now(),
      expiresAt: run.message.expiresAt.getTime(),
      random: Math.random(),
    });
    if ('giveUp' in answer) return this.fail(run, failure, answer.giveUp);
    await this.messages.recordRetry(run.message.id, failure.meaning, 'counted');
    return { done: false, retryInMs: answer.retryInMs, run: 'counted' };
  }

  /** Ends the message. A code that no provider can have sent gives its count back to the limits. */
  async fail(
    { message, past }: Run,
    { outcome, meaning }: SendFailure,
    status: 'failed' | 'expired' = 'failed',
  ): Promise<RunResult> {
    const ended = await this.messages.end(message.id, status, meaning, new Date(this.clock.now()));
    if (ended) {
      this.logger.error({ message: 'given up', message_id: message.id, status, reason: meaning });
      // A call that has no outcome is that of a worker which was killed.
      const mayBeSent = [{ outcome }, ...past].some((call) => ['started', 'unknown'].includes(call.outcome));
      if (!mayBeSent) await this.giveCountBack(message);
    }
    return { done: true };
  }

  /**
   * Ends a message whose time or code is over; where nobody can have taken it, its count goes back. One that another worker
   * holds, or held when it was killed, is looked at again when that worker must have let it go.
   */
  private async endUnsendable(messageId: string, now: Date): Promise<RunResult> {
    const ended = await this.messages.endUnsendable(messageId, now);
    if (ended) {
      this.logger.log({
        message: 'not sent: its time or its code has ended',
        message_id: messageId,
        status: ended.status,
      });
      if (ended.isUnsent) await this.giveCountBack(ended);
      return { done: true };
    }
    const leasedUntil = await this.messages.leasedUntil(messageId);
    if (!leasedUntil) return { done: true };
    return { done: false, retryInMs: Math.max(1, leasedUntil.getTime() - now.getTime()), run: 'not counted' };
  }

  private async giveCountBack({
    kind,
    countedFor,
    createdAt,
  }: Pick<ClaimedMessage, 'kind' | 'countedFor' | 'createdAt'>) {
    if (kind === 'otp' && countedFor !== null) await this.limits.giveBackCode(countedFor, createdAt);
  }
}
