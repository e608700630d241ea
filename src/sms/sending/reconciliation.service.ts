import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  DeliveryRepository,
  messagingConfig,
  type MessageRun,
  type MessagingConfig,
  type PastAttempt,
} from '../../messaging/index.js';
import { callKindOf } from '../breakers/breaker.policy.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { canReconcile, refusesRepeats } from '../providers/provider-capabilities.js';
import type {
  Accepted,
  Reconciling,
  SendFailure,
  SendMethod,
  SmsProvider,
  SmsRequest,
} from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { asksFirst } from './dispatch.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

/** A code must not wait for an answer that may be lost as well. */
const TIMEOUT_MS = 5000;

/**
 * What follows from the last call of a message, if its answer was lost.
 * - `send`: the message may be sent, by any provider or by `only` one
 * - `accept`: the provider has sent it
 * - `wait`, `retry`, `fail`: it must not be sent now, because it would perhaps be sent twice
 */
export type Settlement =
  | { next: 'send'; only?: string }
  | { next: 'accept'; provider: string; method: SendMethod; accepted: Accepted }
  | { next: 'wait'; pausedUntil: number; failure: SendFailure }
  | { next: 'retry' | 'fail'; failure: SendFailure };

/** Finds out whether a message was sent although the answer was lost, before it is sent again. */
@Injectable()
export class ReconciliationService {
  private readonly logger = new Logger('Sms');

  constructor(
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly delivery: DeliveryRepository,
  ) {}

  async settle(run: MessageRun, request: SmsRequest): Promise<Settlement> {
    const { past } = run;
    const isCode = run.message.kind === 'otp';
    // A code is only in doubt after its last call. For another text every lost answer counts, whatever came later.
    const doubt = (isCode ? past.slice(-1) : past).findLast(isInDoubt);
    const { unknownOutcome } = this.sms;
    if (!doubt || !asksFirst({ isCode, unknownOutcome }, lostAnswersOf(past, doubt.provider))) return { next: 'send' };
    const method = doubt.method as SendMethod;
    const provider = this.providers.find(doubt.provider);
    if (!isCode && provider && refusesRepeats(provider, method)) return { next: 'send', only: provider.name };
    if (!provider || !canReconcile(provider)) {
      return isCode ? { next: 'send' } : { next: 'fail', failure: stillUnknown(doubt.provider) };
    }
    const pausedUntil = this.breakers.pausedUntil(callKindOf(provider.name, method, request));
    if (pausedUntil !== undefined) {
      return isCode ? { next: 'send' } : { next: 'wait', pausedUntil, failure: stillUnknown(provider.name) };
    }
    const found = await this.reconcile(provider, method, request, run);
    if (found === 'not_sent') return { next: 'send' };
    if (found) return { next: 'accept', provider: provider.name, method, accepted: found };
    return isCode ? { next: 'send' } : { next: 'retry', failure: stillUnknown(provider.name) };
  }

  private async reconcile(
    provider: SmsProvider & Reconciling,
    method: SendMethod,
    request: SmsRequest,
    { message }: MessageRun,
  ): Promise<Accepted | 'not_sent' | undefined> {
    const signal = AbortSignal.timeout(Math.min(this.messaging.timeoutMs, TIMEOUT_MS));
    const found = await provider.reconcile(request, method, message.createdAt, signal);
    // Some providers find messages only by their recipient.
    const isOthers =
      typeof found === 'object' &&
      (await this.delivery.isIdOfAnother(message.id, provider.name, found.providerMessageId));
    const answer = found === undefined || isOthers ? 'not known' : found === 'not_sent' ? 'not sent' : 'sent';
    this.logger.log({ message: 'reconciled', message_id: message.id, provider: provider.name, method, answer });
    return isOthers ? undefined : found;
  }
}

/** `started`: the worker was killed during the call. */
function isInDoubt({ outcome }: PastAttempt): boolean {
  return outcome === 'unknown' || outcome === 'started';
}

function lostAnswersOf(past: PastAttempt[], provider: string): number {
  return past.filter((attempt) => attempt.provider === provider && isInDoubt(attempt)).length;
}

function stillUnknown(provider: string): SendFailure {
  return {
    outcome: 'unknown',
    meaning: `The answer of ${provider} was lost. The message may have been sent, so it is not sent again.`,
  };
}
