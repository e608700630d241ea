import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  MessageRunService,
  messagingConfig,
  traceRun,
  type FinishedCall,
  type MessageRun,
  type MessagingConfig,
  type RunResult,
} from '../../messaging/index.js';
import { callKindOf } from '../breakers/breaker.policy.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { canReconcile, refusesRepeats } from '../providers/provider-capabilities.js';
import type { Accepted, SendFailure, SmsProvider, SmsRequest, SendMethod } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { afterFailure, countPassing, inTurns, usableMethods, type Decision } from './dispatch.policy.js';
import { ProviderCallService } from './provider-call.service.js';
import { ProviderOrderService } from './provider-order.service.js';
import { ReconciliationService } from './reconciliation.service.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

const SWITCHED_OFF: SendFailure = { outcome: 'misconfigured', meaning: 'SMS is switched off (SMS_ENABLED=false).' };
const NO_ROUTE: SendFailure = { outcome: 'misconfigured', meaning: 'No provider can send this to this destination.' };

/** A message while the providers of its destination are tried. */
interface DispatchState extends MessageRun {
  request: SmsRequest;
  isCode: boolean;
  /** The last failure. */
  last: SendFailure;
  /** Whether this run has made a call that failed for another reason than throttling. */
  hasFailed?: true;
  /** The end of the shortest pause among the methods that are paused. */
  pausedUntil?: number;
}

/** Sends one message: tries the methods of each provider of its destination until one accepts it. */
@Injectable()
export class SmsDispatchService {
  constructor(
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    private readonly runs: MessageRunService,
    private readonly calls: ProviderCallService,
    private readonly reconciliation: ReconciliationService,
    private readonly orders: ProviderOrderService,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  async dispatch(messageId: string): Promise<RunResult> {
    const run = await this.runs.begin(messageId);
    return 'done' in run ? run : traceRun(run.message, () => this.send(run));
  }

  private async send(run: MessageRun): Promise<RunResult> {
    if (!this.sms.enabled) return this.runs.fail(run, SWITCHED_OFF);
    const request = this.calls.requestOf(run.message);
    const state: DispatchState = { ...run, request, isCode: run.message.kind === 'otp', last: NO_ROUTE };
    const settlement = await this.reconciliation.settle(run, request);
    switch (settlement.next) {
      case 'accept':
        return this.accept(settlement.provider, settlement.method, settlement.accepted, state);
      case 'wait':
        return this.runs.pause(state, settlement.failure, settlement.pausedUntil);
      case 'retry':
        return this.runs.retry(state, settlement.failure);
      case 'fail':
        return this.runs.fail(state, settlement.failure);
      default:
        return this.tryRoute(await this.routeOf(state, settlement.only), state);
    }
  }

  private async tryRoute(route: SmsProvider[], state: DispatchState): Promise<RunResult> {
    for (const [index, provider] of route.entries()) {
      const decision = await this.tryProvider(provider, state, index < route.length - 1);
      if (typeof decision === 'object') return decision;
      if (decision === 'fail') return this.runs.fail(state, state.last);
      if (decision === 'retry') return this.runs.retry(state, state.last);
      if (decision === 'wait') return this.wait(state);
    }
    if (state.isCode && state.hasFailed) return this.runs.retry(state, state.last);
    return state.pausedUntil === undefined ? this.runs.fail(state, state.last) : this.wait(state);
  }

  /** A code that a provider manages cannot be checked by another provider. */
  private async routeOf(
    { request, past, isCode }: DispatchState,
    only = request.managed?.provider,
  ): Promise<SmsProvider[]> {
    const names = await this.orders.of(request, { isCode, only });
    const route = names.map((name) => this.providers.get(name));
    if (!isCode) return route;
    return inTurns(route, ({ name }) => countPassing(past.filter(({ provider }) => provider === name)));
  }

  /** Tries the methods of one provider. Returns the result of the run if one accepts the message. */
  private async tryProvider(
    provider: SmsProvider,
    state: DispatchState,
    hasNextProvider: boolean,
  ): Promise<Exclude<Decision, 'next_method'> | RunResult> {
    const isPausedAsWhole = this.breakers.isProviderOpen(provider.name);
    for (const method of this.methodsOf(provider, state)) {
      const kind = callKindOf(provider.name, method, state.request);
      const admission = await this.breakers.admit(kind);
      if (!admission.admitted) {
        state.pausedUntil = Math.min(state.pausedUntil ?? Infinity, admission.pausedUntil);
        if (state.last === NO_ROUTE) state.last = paused(provider.name, admission.reason);
        // The breaker may close between two checks, and the message would then be sent by a worse method.
        if (isPausedAsWhole) return 'next_provider';
        continue;
      }
      const { outcome, call } = await this.calls.send(provider, method, state.request, state.message, admission.probes);
      if (outcome.outcome === 'accepted') return this.accept(provider.name, method, outcome, state, call);
      state.last = outcome;
      if (outcome.throttled) {
        state.pausedUntil = Math.min(state.pausedUntil ?? Infinity, this.breakers.pausedUntil(kind) ?? Infinity);
      } else {
        state.hasFailed = true;
      }
      const decision = afterFailure(outcome, {
        isCode: state.isCode,
        unknownOutcome: this.sms.unknownOutcome,
        earlierFailures: countPassing(state.past.filter((attempt) => attempt.provider === provider.name)),
        hasNextProvider,
        canSettle: canReconcile(provider) || refusesRepeats(provider, method),
      });
      if (decision !== 'next_method') return decision;
    }
    return 'next_provider';
  }

  private methodsOf(provider: SmsProvider, { request, past, isCode }: DispatchState): SendMethod[] {
    const mine = past.filter((attempt) => attempt.provider === provider.name);
    const methods = usableMethods(request.managed ? ['verify'] : provider.methods(request), mine);
    if (!isCode) return methods;
    return inTurns(methods, (method) => countPassing(mine.filter((attempt) => attempt.method === method)));
  }

  private accept(
    provider: string,
    method: SendMethod,
    { providerMessageId, cost, currency, segments }: Accepted,
    state: DispatchState,
    call?: FinishedCall,
  ): Promise<RunResult> {
    return this.runs.accept(state, { provider, method, providerMessageId, cost, currency, segments }, call);
  }

  /** Schedules another run for the end of the pause. A pause is not an attempt. */
  private async wait(state: DispatchState): Promise<RunResult> {
    const { last, pausedUntil } = state;
    const retryAt = pausedUntil ?? this.clock.now() + (last.retryAfterMs ?? this.messaging.backoffMs);
    return this.runs.pause(state, last, retryAt);
  }
}

function paused(provider: string, reason: string): SendFailure {
  return { outcome: 'transient', meaning: `Waiting, because ${provider} is paused: ${reason}` };
}
