import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  MessageRunService,
  messagingConfig,
  type MessageRun,
  type MessagingConfig,
  type RunResult,
} from '../../messaging/index.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { canReconcile } from '../providers/provider-capabilities.js';
import type { Accepted, SendFailure, SmsProvider, SmsRequest, SendMethod } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { afterFailure, afterStillUnknown, type Decision } from './dispatch.policy.js';
import { ProviderCallService } from './provider-call.service.js';
import { providersFor } from './sms-routes.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

const SWITCHED_OFF: SendFailure = { outcome: 'misconfigured', meaning: 'SMS is switched off (SMS_ENABLED=false).' };
const NO_ROUTE: SendFailure = { outcome: 'misconfigured', meaning: 'No provider can send this to this destination.' };
const ALL_PAUSED: SendFailure = { outcome: 'transient', meaning: 'All providers for this destination are paused.' };

/** A message while the providers of its destination are tried. */
interface DispatchState extends MessageRun {
  request: SmsRequest;
  /** The last failure. */
  last: SendFailure;
  /** The end of the shortest pause among the methods that are paused. */
  pausedUntil?: number;
}

/** Sends one message: tries the methods of each provider of its destination until one accepts it. */
@Injectable()
export class SmsDispatchService {
  private readonly logger = new Logger('Sms');

  constructor(
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    private readonly runs: MessageRunService,
    private readonly calls: ProviderCallService,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  async dispatch(messageId: string): Promise<RunResult> {
    const run = await this.runs.begin(messageId);
    if ('done' in run) return run;
    if (!this.sms.enabled) return this.runs.fail(run, SWITCHED_OFF);
    const state: DispatchState = { ...run, request: this.calls.requestOf(run.message), last: NO_ROUTE };
    const route = this.routeOf(state.request);
    for (const [index, provider] of route.entries()) {
      const decision = await this.tryProvider(provider, state, index < route.length - 1);
      if (decision === 'accepted') return { done: true };
      if (decision === 'fail') return this.runs.fail(state, state.last);
      if (decision === 'retry') return this.runs.retry(state, state.last);
      if (decision === 'wait') return this.wait(state);
    }
    return state.pausedUntil === undefined ? this.runs.fail(state, state.last) : this.wait(state);
  }

  /** A code that a provider manages cannot be checked by another provider. */
  private routeOf({ country, managed }: SmsRequest): SmsProvider[] {
    const route = providersFor(country, this.sms).map((name) => this.providers.get(name));
    return managed ? route.filter((provider) => provider.name === managed.provider) : route;
  }

  /** Tries the methods of one provider. */
  private async tryProvider(
    provider: SmsProvider,
    state: DispatchState,
    hasNextProvider: boolean,
  ): Promise<Exclude<Decision, 'next_method' | 'reconcile'> | 'accepted'> {
    const methods = this.methodsLeft(provider, state);
    const isPausedAsWhole = this.breakers.isOpen(provider.name);
    for (const method of methods) {
      const admission = await this.breakers.admit(provider.name, method);
      if (!admission.admitted) {
        state.pausedUntil = Math.min(state.pausedUntil ?? Infinity, admission.pausedUntil);
        state.last = state.last === NO_ROUTE ? ALL_PAUSED : state.last;
        // The breaker may close between two checks, and the message would then be sent by a worse method.
        if (isPausedAsWhole) return 'next_provider';
        continue;
      }
      const outcome = await this.calls.send(provider, method, state.request, state.message);
      if (outcome.outcome === 'accepted') return this.accept(provider, method, outcome, state);
      state.last = outcome;
      if (outcome.throttled) {
        state.pausedUntil = Math.min(
          state.pausedUntil ?? Infinity,
          this.breakers.pausedUntil(provider.name, method) ?? Infinity,
        );
      }
      const mine = state.past.filter((attempt) => attempt.provider === provider.name);
      const earlierUnknowns = mine.filter((attempt) => attempt.outcome === 'unknown').length;
      const decision = afterFailure(outcome, {
        unknownOutcome: this.sms.unknownOutcome,
        earlierFailures: earlierUnknowns + mine.filter((attempt) => attempt.outcome === 'transient').length,
        earlierUnknowns,
        hasNextProvider,
      });
      if (decision === 'reconcile') return this.reconcile(provider, method, state, earlierUnknowns, hasNextProvider);
      if (decision !== 'next_method') return decision;
    }
    return 'next_provider';
  }

  /** Leaves out methods that an earlier run found misconfigured, unless none is left. */
  private methodsLeft(provider: SmsProvider, { request, past }: DispatchState): SendMethod[] {
    const methods: SendMethod[] = request.managed ? ['verify'] : provider.methods(request);
    const unusable = (method: SendMethod) =>
      past.some((a) => a.provider === provider.name && a.method === method && a.outcome === 'misconfigured');
    const left = methods.filter((method) => !unusable(method));
    return left.length > 0 ? left : methods.slice(-1);
  }

  private async reconcile(
    provider: SmsProvider,
    method: SendMethod,
    state: DispatchState,
    earlierUnknowns: number,
    hasNextProvider: boolean,
  ) {
    const signal = AbortSignal.timeout(this.messaging.timeoutMs);
    const found = canReconcile(provider)
      ? await provider.reconcile(state.request, method, state.message.createdAt, signal)
      : undefined;
    const answer = found === undefined ? 'not known' : found === 'not_sent' ? 'not sent' : 'sent';
    this.logger.log({ message: 'reconciled', message_id: state.message.id, provider: provider.name, method, answer });
    if (found === 'not_sent') return 'retry';
    if (found) return this.accept(provider, method, found, state);
    const decision = afterStillUnknown(earlierUnknowns, hasNextProvider);
    return decision === 'retry' || decision === 'next_provider' ? decision : 'fail';
  }

  private async accept(
    provider: SmsProvider,
    method: SendMethod,
    { providerMessageId, cost, currency, segments }: Accepted,
    state: DispatchState,
  ): Promise<'accepted'> {
    await this.runs.accept(state, { provider: provider.name, method, providerMessageId, cost, currency, segments });
    return 'accepted';
  }

  /** Schedules another run for the end of the pause. A pause is not an attempt. */
  private async wait(state: DispatchState): Promise<RunResult> {
    const { last, pausedUntil } = state;
    const retryAt = pausedUntil ?? this.clock.now() + (last.retryAfterMs ?? this.messaging.backoffMs);
    return this.runs.pause(state, last, retryAt);
  }
}
