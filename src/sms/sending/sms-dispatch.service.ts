import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/index.js';
import { MessageRunService, MessageRepository, type Run, type RunResult } from '../../messaging/index.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { afterFailure, afterStillUnknown, type Decision } from './dispatch.policy.js';
import { ProviderCallService } from './provider-call.service.js';
import { canReconcile } from '../providers/provider-capabilities.js';
import type { Accepted, SendFailure, SmsProvider, SmsRequest, SendMethod } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { providersFor } from './sms-routes.policy.js';

const SWITCHED_OFF: SendFailure = { outcome: 'misconfigured', meaning: 'SMS is switched off (SMS_ENABLED=false).' };
const NO_ROUTE: SendFailure = { outcome: 'misconfigured', meaning: 'No provider can send this to this destination.' };
const ALL_REST: SendFailure = { outcome: 'transient', meaning: 'Every provider for this destination rests.' };

/** A message on its way through the providers of its destination. */
interface DispatchState extends Run {
  request: SmsRequest;
  /** Why it has not left yet. */
  last: SendFailure;
  /** When the first of the ways that rest may be tried. */
  restsUntil?: number;
}

/** Sends one message: walks the providers of its destination and their ways until one takes it. */
@Injectable()
export class SmsDispatchService {
  private readonly logger = new Logger('Sms');

  constructor(
    private readonly config: AppConfig,
    private readonly messages: MessageRepository,
    private readonly runs: MessageRunService,
    private readonly calls: ProviderCallService,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  async dispatch(messageId: string): Promise<RunResult> {
    const run = await this.runs.begin(messageId);
    if ('done' in run) return run;
    if (!this.config.sms.enabled) return this.runs.fail(run, SWITCHED_OFF);
    const journey: DispatchState = { ...run, request: this.calls.requestOf(run.message), last: NO_ROUTE };
    const route = this.routeOf(journey.request);
    for (const [index, provider] of route.entries()) {
      const decision = await this.tryProvider(provider, journey, index < route.length - 1);
      if (decision === 'accepted') return { done: true };
      if (decision === 'fail') return this.runs.fail(journey, journey.last);
      if (decision === 'retry') return this.runs.retry(journey, journey.last);
      if (decision === 'wait') return this.wait(journey);
    }
    return journey.restsUntil === undefined ? this.runs.fail(journey, journey.last) : this.wait(journey);
  }

  /** A code that a provider manages can be checked by no other. */
  private routeOf({ country, managed }: SmsRequest): SmsProvider[] {
    const route = providersFor(country, this.config.sms).map((name) => this.providers.get(name));
    return managed ? route.filter((provider) => provider.name === managed.provider) : route;
  }

  /** Walks the ways of one provider. */
  private async tryProvider(
    provider: SmsProvider,
    journey: DispatchState,
    hasNextProvider: boolean,
  ): Promise<Exclude<Decision, 'next_way' | 'reconcile'> | 'accepted'> {
    const ways = this.waysLeft(provider, journey);
    const restsAsWhole = this.breakers.isOpen(provider.name);
    for (const way of ways) {
      const admission = await this.breakers.admit(provider.name, way);
      if (!admission.admitted) {
        journey.restsUntil = Math.min(journey.restsUntil ?? Infinity, admission.restsUntil);
        journey.last = journey.last === NO_ROUTE ? ALL_REST : journey.last;
        // It may begin to work between two questions, and the message would leave by a worse way than it has.
        if (restsAsWhole) return 'next_provider';
        continue;
      }
      const outcome = await this.calls.send(provider, way, journey.request, journey.message);
      if (outcome.outcome === 'accepted') return this.accept(provider, way, outcome, journey);
      journey.last = outcome;
      if (outcome.throttled) {
        journey.restsUntil = Math.min(
          journey.restsUntil ?? Infinity,
          this.breakers.restsUntil(provider.name, way) ?? Infinity,
        );
      }
      const mine = journey.past.filter((attempt) => attempt.provider === provider.name);
      const earlierUnknowns = mine.filter((attempt) => attempt.outcome === 'unknown').length;
      const decision = afterFailure(outcome, {
        unknownOutcome: this.config.sms.unknownOutcome,
        earlierFailures: earlierUnknowns + mine.filter((attempt) => attempt.outcome === 'transient').length,
        earlierUnknowns,
        hasNextProvider,
      });
      if (decision === 'reconcile') return this.reconcile(provider, way, journey, earlierUnknowns, hasNextProvider);
      if (decision !== 'next_way') return decision;
    }
    return 'next_provider';
  }

  /** Ways that an earlier run found unusable are not asked again, while there is another. */
  private waysLeft(provider: SmsProvider, { request, past }: DispatchState): SendMethod[] {
    const ways: SendMethod[] = request.managed ? ['verify'] : provider.ways(request);
    const unusable = (way: SendMethod) =>
      past.some((a) => a.provider === provider.name && a.way === way && a.outcome === 'misconfigured');
    const left = ways.filter((way) => !unusable(way));
    return left.length > 0 ? left : ways.slice(-1);
  }

  private async reconcile(
    provider: SmsProvider,
    way: SendMethod,
    journey: DispatchState,
    earlierUnknowns: number,
    hasNextProvider: boolean,
  ) {
    const signal = AbortSignal.timeout(this.config.sms.timeoutMs);
    const found = canReconcile(provider)
      ? await provider.reconcile(journey.request, way, journey.message.createdAt, signal)
      : undefined;
    const answer = found === undefined ? 'not known' : found === 'not_sent' ? 'not sent' : 'sent';
    this.logger.log({ message: 'reconciled', message_id: journey.message.id, provider: provider.name, way, answer });
    if (found === 'not_sent') return 'retry';
    if (found) return this.accept(provider, way, found, journey);
    const decision = afterStillUnknown(earlierUnknowns, hasNextProvider);
    return decision === 'retry' || decision === 'next_provider' ? decision : 'fail';
  }

  private async accept(
    provider: SmsProvider,
    way: SendMethod,
    { providerMessageId, cost, currency, segments }: Accepted,
    { message }: DispatchState,
  ): Promise<'accepted'> {
    const end = { provider: provider.name, way, providerMessageId, cost, currency, segments };
    await this.messages.accept(message.id, end, new Date(this.clock.now()));
    return 'accepted';
  }

  /** Runs again when the rest is over; a pause is not an attempt. */
  private async wait(journey: DispatchState): Promise<RunResult> {
    const { message, last, restsUntil } = journey;
    const now = this.clock.now();
    const retryAt = restsUntil ?? now + (last.retryAfterMs ?? this.config.sms.backoffMs);
    if (retryAt >= message.expiresAt.getTime()) return this.runs.fail(journey, last, 'expired');
    await this.messages.recordRetry(message.id, last.meaning, 'not counted');
    // Spread, so that not all ask for the one probe at the same moment.
    return {
      done: false,
      retryInMs: Math.round(Math.max(1, retryAt - now) + Math.random() * this.config.sms.backoffMs),
      run: 'not counted',
    };
  }
}
