import { Injectable, Logger } from '@nestjs/common';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/index.js';
import { MessagePayloadCipher, MessagesRepository, type ClaimedMessage, type PastAttempt } from '../messaging/index.js';
import { LimitsService } from '../throttling/index.js';
import type { Failure, SendOutcome, SmsProvider, SmsRequest, SmsWay } from './providers/provider.contract.js';
import { ProviderRegistry } from './providers/provider-registry.js';
import { nextRetry } from './retry.policy.js';
import { providersFor } from './sms-routes.policy.js';

/** A message whose outcome is not known is sent once more: the same code twice harms nobody, a lost one does. */
const UNKNOWN_RETRIES = 1;

const SWITCHED_OFF: Failure = { outcome: 'misconfigured', meaning: 'SMS is switched off (SMS_ENABLED=false).' };

/** What became of a run: the message has ended, or is to run again. */
export type DispatchResult = { done: true } | { done: false; retryInMs: number };

/** Sends one message: walks the providers of its destination and their ways until one takes it. */
@Injectable()
export class SmsDispatchService {
  private readonly logger = new Logger('Sms');

  constructor(
    private readonly config: AppConfig,
    private readonly messages: MessagesRepository,
    private readonly payloads: MessagePayloadCipher,
    private readonly providers: ProviderRegistry,
    private readonly limits: LimitsService,
    private readonly clock: Clock,
  ) {}

  async dispatch(messageId: string): Promise<DispatchResult> {
    const now = new Date(this.clock.now());
    const message = await this.messages.claim(messageId, now);
    if (!message) return this.endUnsendable(messageId, now);
    const request = this.requestOf(message);
    const past = message.attemptCount > 1 ? await this.messages.attempts(messageId) : [];
    if (!this.config.sms.enabled) return this.fail(message, SWITCHED_OFF, past);
    let last: Failure | undefined;
    for (const name of providersFor(request.country, this.config.sms)) {
      const provider = this.providers.get(name);
      last = await this.walkWays(provider, request, message, past);
      if (!last) return { done: true };
      if (last.outcome === 'rejected') return this.fail(message, last, past);
      if (last.outcome === 'transient' || last.outcome === 'unknown') return this.retry(message, last, past);
    }
    return this.fail(message, last, past);
  }

  /** A message that nobody took gives its tokens back, as one that failed does. */
  private async endUnsendable(messageId: string, now: Date): Promise<DispatchResult> {
    const ended = await this.messages.endUnsendable(messageId, now);
    if (ended) {
      this.logger.log({
        message: 'not sent: its time or its code has ended',
        message_id: messageId,
        status: ended.status,
      });
      await this.limits.giveBackCode(ended.recipient, ended.createdAt);
    }
    return { done: true };
  }

  /** Undefined when a way was accepted, otherwise the failure that decides what comes next. */
  private async walkWays(
    provider: SmsProvider,
    request: SmsRequest,
    message: ClaimedMessage,
    past: PastAttempt[],
  ): Promise<Failure | undefined> {
    let last: Failure | undefined;
    const ways = provider.ways(request);
    for (const [index, way] of ways.entries()) {
      const known = past.some((a) => a.provider === provider.name && a.way === way && a.outcome === 'misconfigured');
      if (known && index < ways.length - 1) continue;
      const outcome = await this.attempt(provider, way, request, message);
      if (outcome.outcome === 'accepted') {
        await this.messages.end(message.id, 'accepted', {
          provider: provider.name,
          providerMessageId: outcome.providerMessageId,
        });
        return undefined;
      }
      last = outcome;
      if (!outcome.tryNextWay) break;
    }
    return last;
  }

  private async attempt(
    provider: SmsProvider,
    way: SmsWay,
    request: SmsRequest,
    message: ClaimedMessage,
  ): Promise<SendOutcome> {
    const attemptId = await this.messages.startAttempt(message.id, provider.name, way);
    const startedAt = this.clock.now();
    const deadlineMs = Math.max(1, Math.min(this.config.sms.timeoutMs, message.expiresAt.getTime() - startedAt));
    const outcome = await provider.send(request, way, AbortSignal.timeout(deadlineMs));
    const finishedAt = this.clock.now();
    await this.messages.finishAttempt(attemptId, new Date(finishedAt), {
      outcome: outcome.outcome,
      rawCode: outcome.rawCode,
      latencyMs: finishedAt - startedAt,
      ...(outcome.outcome === 'accepted'
        ? { cost: outcome.cost, providerMessageId: outcome.providerMessageId }
        : { meaning: outcome.meaning }),
    });
    const entry = {
      message: outcome.outcome === 'accepted' ? 'sent' : 'not sent',
      message_id: message.id,
      provider: provider.name,
      way,
      outcome: outcome.outcome,
      raw_code: outcome.rawCode,
      ...(outcome.outcome !== 'accepted' && { reason: outcome.meaning, next_way: !!outcome.tryNextWay }),
      attempt: message.attemptCount,
      latency_ms: finishedAt - startedAt,
    };
    if (outcome.outcome === 'accepted') this.logger.log(entry);
    else this.logger.warn(entry);
    return outcome;
  }

  private async retry(message: ClaimedMessage, failure: Failure, past: PastAttempt[]): Promise<DispatchResult> {
    const unknowns = past.filter((attempt) => attempt.outcome === 'unknown').length;
    if (failure.outcome === 'unknown' && unknowns >= UNKNOWN_RETRIES) return this.fail(message, failure, past);
    const answer = nextRetry({
      attempt: message.attemptCount,
      maxAttempts: this.config.sms.attempts,
      baseMs: this.config.sms.backoffMs,
      retryAfterMs: failure.retryAfterMs,
      now: this.clock.now(),
      expiresAt: message.expiresAt.getTime(),
      random: Math.random(),
    });
    if ('giveUp' in answer) return this.fail(message, failure, past, answer.giveUp);
    await this.messages.recordRetry(message.id, failure.meaning);
    return { done: false, retryInMs: answer.retryInMs };
  }

  /** Ends the message. One that no provider took gives its tokens back to the limits of its recipient. */
  private async fail(
    message: ClaimedMessage,
    failure: Failure | undefined,
    past: PastAttempt[],
    status: 'failed' | 'expired' = 'failed',
  ): Promise<DispatchResult> {
    const lastError = failure?.meaning ?? 'No provider is configured for this destination.';
    const ended = await this.messages.end(message.id, status, { lastError });
    if (ended) {
      this.logger.error({ message: 'given up', message_id: message.id, status, reason: lastError });
      const mayBeSent = failure?.outcome === 'unknown' || past.some(({ outcome }) => outcome === 'unknown');
      if (!mayBeSent) await this.limits.giveBackCode(message.recipient, message.createdAt);
    }
    return { done: true };
  }

  private requestOf(message: ClaimedMessage): SmsRequest {
    return {
      ...this.payloads.open(message.id, message.payload),
      messageId: message.id,
      localId: message.localId,
      recipient: message.recipient,
      country: parsePhoneNumberWithError(message.recipient).country ?? '',
      channel: message.channel === 'call' ? 'call' : 'sms',
      validForSeconds: Math.max(1, Math.floor((message.expiresAt.getTime() - this.clock.now()) / 1000)),
    };
  }
}
