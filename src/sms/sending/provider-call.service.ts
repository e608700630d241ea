import { Inject, Injectable } from '@nestjs/common';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { Clock } from '../../common/clock.js';
import {
  AttemptRecorderService,
  MessagePayloadCipher,
  messagingConfig,
  type ClaimedMessage,
  type MessagingConfig,
  type RecordedCall,
} from '../../messaging/index.js';
import { callKindOf } from '../breakers/breaker.policy.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { canExplain, canManageCodes } from '../providers/provider-capabilities.js';
import type { SendOutcome, SmsProvider, SmsRequest, SendMethod } from '../providers/provider.contract.js';

/** Calls for one message until a refused sender leads to the next provider. */
const MAX_SENDERS = 5;

/** Calls providers for messages. Records each call, and reports its outcome to the breakers. */
@Injectable()
export class ProviderCallService {
  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly attempts: AttemptRecorderService,
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
      country: message.country ?? parsePhoneNumberWithError(message.recipient).country ?? '',
      sender: message.sender ?? undefined,
      channel: message.channel === 'call' ? 'call' : 'sms',
      validForSeconds: Math.max(1, Math.floor((message.expiresAt.getTime() - this.clock.now()) / 1000)),
    };
  }

  /**
   * Makes one call, which ends after `SMS_TIMEOUT_MS` or when the message expires. After a refused sender it makes one more
   * call for each sender that the provider has left.
   * @param probes from `BreakerService.admit`
   */
  async send(
    provider: SmsProvider,
    method: SendMethod,
    request: SmsRequest,
    message: ClaimedMessage,
    probes: string[],
  ): Promise<RecordedCall<SendOutcome>> {
    let recorded = await this.sendOnce(provider, method, request, message, probes);
    for (let call = 1; call < MAX_SENDERS && hasNextSender(recorded.outcome); call += 1) {
      recorded = await this.sendOnce(provider, method, request, message, []);
    }
    return recorded;
  }

  private async sendOnce(
    provider: SmsProvider,
    method: SendMethod,
    request: SmsRequest,
    message: ClaimedMessage,
    probes: string[],
  ): Promise<RecordedCall<SendOutcome>> {
    const call = { message, provider: provider.name, method };
    const recorded = await this.attempts.record(call, async (signal) =>
      this.explained(provider, await this.call(provider, method, request, signal)),
    );
    await this.breakers.record(callKindOf(provider.name, method, request), recorded.outcome, probes);
    return recorded;
  }

  private call(
    provider: SmsProvider,
    method: SendMethod,
    request: SmsRequest,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    if (!request.managed || !canManageCodes(provider)) return provider.send(request, method, signal);
    return provider.startVerification({ ...request, locale: request.managed.locale }, signal);
  }

  private async explained(provider: SmsProvider, outcome: SendOutcome): Promise<SendOutcome> {
    if (outcome.outcome === 'accepted' || !canExplain(provider)) return outcome;
    return provider.explain(outcome, AbortSignal.timeout(this.config.timeoutMs));
  }
}

function hasNextSender(outcome: SendOutcome): boolean {
  return outcome.outcome !== 'accepted' && outcome.tryNextSender === true;
}
