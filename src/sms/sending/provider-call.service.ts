import { Inject, Injectable, Logger } from '@nestjs/common';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { Clock } from '../../common/clock.js';
import {
  MessageAttemptRepository,
  MessagePayloadCipher,
  messagingConfig,
  VerificationRepository,
  type ClaimedMessage,
  type MessagingConfig,
} from '../../messaging/index.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { canExplain, canManageCodes } from '../providers/provider-capabilities.js';
import type { SendOutcome, SmsProvider, SmsRequest, SendMethod } from '../providers/provider.contract.js';

/** Longer than a provider keeps a verification open and its message waits, together. */
const VERIFICATION_LIFETIME_MS = 20 * 60_000;

/** Calls providers: writes the attempt before and after each call, logs it, and records it with the breakers. */
@Injectable()
export class ProviderCallService {
  private readonly logger = new Logger('Sms');

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly attempts: MessageAttemptRepository,
    private readonly verifications: VerificationRepository,
    private readonly payloads: MessagePayloadCipher,
    private readonly breakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  /** The decrypted message. */
  requestOf(message: ClaimedMessage): SmsRequest {
    return {
      ...this.payloads.open(message.id, message.payload),
      messageId: message.id,
      localId: message.localId,
      recipient: message.recipient,
      country: parsePhoneNumberWithError(message.recipient).country ?? '',
      sender: message.sender ?? undefined,
      channel: message.channel === 'call' ? 'call' : 'sms',
      validForSeconds: Math.max(1, Math.floor((message.expiresAt.getTime() - this.clock.now()) / 1000)),
    };
  }

  /** Makes one call, which ends after `SMS_TIMEOUT_MS` or when the message expires. */
  async send(
    provider: SmsProvider,
    method: SendMethod,
    request: SmsRequest,
    message: ClaimedMessage,
  ): Promise<SendOutcome> {
    const startedAt = this.clock.now();
    const attemptId = await this.attempts.start(message.id, provider.name, method, new Date(startedAt));
    const deadlineMs = Math.max(1, Math.min(this.config.timeoutMs, message.expiresAt.getTime() - startedAt));
    const signal = AbortSignal.timeout(deadlineMs);
    const answer =
      request.managed && canManageCodes(provider)
        ? await provider.startVerification(
            {
              ...request,
              locale: request.managed.locale,
              endFirst: await this.verifications.ofOtherPurposes(
                message.id,
                new Date(startedAt - VERIFICATION_LIFETIME_MS),
              ),
            },
            signal,
          )
        : await provider.send(request, method, signal);
    const outcome = await this.explained(provider, answer);
    const latencyMs = this.clock.now() - startedAt;
    await this.attempts.finish(attemptId, new Date(startedAt + latencyMs), resultOf(outcome, latencyMs));
    await this.breakers.record(provider.name, method, outcome);
    this.log(provider.name, method, outcome, {
      message_id: message.id,
      attempt: message.attemptCount,
      latency_ms: latencyMs,
    });
    return outcome;
  }

  private async explained(provider: SmsProvider, outcome: SendOutcome): Promise<SendOutcome> {
    if (outcome.outcome === 'accepted' || !canExplain(provider)) return outcome;
    return provider.explain(outcome, AbortSignal.timeout(this.config.timeoutMs));
  }

  private log(provider: string, method: SendMethod, outcome: SendOutcome, fields: Record<string, unknown>): void {
    const entry = { ...fields, provider, method, outcome: outcome.outcome, raw_code: outcome.rawCode };
    if (outcome.outcome === 'accepted') {
      this.logger.log({ message: 'sent', ...entry });
    } else {
      const next_method = !!outcome.tryNextMethod;
      this.logger.warn({ message: 'not sent', ...entry, reason: outcome.meaning, next_method });
    }
  }
}

/** The outcome as the columns of an attempt. */
export function resultOf(outcome: SendOutcome, latencyMs: number) {
  const common = { outcome: outcome.outcome, rawCode: outcome.rawCode, latencyMs };
  if (outcome.outcome !== 'accepted') return { ...common, meaning: outcome.meaning };
  return { ...common, cost: outcome.cost, segments: outcome.segments, providerMessageId: outcome.providerMessageId };
}
