import type { PastAttempt } from '../../messaging/index.js';
import { PATIENCE_MS } from '../breakers/breaker.policy.js';
import type { SendFailure, SendMethod } from '../providers/provider.contract.js';

/** After so many failures of a provider or a method, the next one comes first. */
const TRIES = 2;

/** How a lost answer is dealt with. */
export interface LostAnswerRules {
  /** A code is repeated until it is accepted: twice does no harm. Another text is never sent twice. */
  isCode: boolean;
  /** `SMS_UNKNOWN_OUTCOME`. */
  unknownOutcome: 'retry' | 'reconcile' | 'failover' | 'fail';
}

export interface FailureContext extends LostAnswerRules {
  /** Earlier calls of this message to the same provider that ended `transient` or `unknown`. */
  earlierFailures: number;
  hasNextProvider: boolean;
  /** The provider refuses repeats by itself, or knows whether it has sent a message. */
  canSettle: boolean;
}

/**
 * - `next_method`, `next_provider`: continue at once
 * - `retry`: start again later
 * - `wait`: like `retry`, but the run does not count
 * - `fail`: give up
 */
export type Decision = 'next_method' | 'next_provider' | 'retry' | 'wait' | 'fail';

/** The next step after a failed call. */
export function afterFailure(failure: SendFailure, context: FailureContext): Decision {
  if (failure.tryNextMethod) return 'next_method';
  if (failure.outcome === 'rejected') return 'fail';
  if (failure.outcome === 'unknown') return afterUnknown(failure, context);
  if (failure.outcome !== 'transient') return 'next_provider';
  if (failure.throttled) return context.hasNextProvider ? 'next_provider' : 'wait';
  return afterPassingFailure(failure, context);
}

function afterPassingFailure(failure: SendFailure, { earlierFailures, hasNextProvider }: FailureContext): Decision {
  const mustWaitLong = (failure.retryAfterMs ?? 0) > PATIENCE_MS;
  return hasNextProvider && (mustWaitLong || earlierFailures >= TRIES - 1) ? 'next_provider' : 'retry';
}

function afterUnknown(failure: SendFailure, context: FailureContext): Decision {
  const { isCode, unknownOutcome, hasNextProvider, canSettle } = context;
  if (unknownOutcome === 'failover' && hasNextProvider) return 'next_provider';
  // The next run asks the provider first.
  if (isCode) return unknownOutcome === 'reconcile' ? 'retry' : afterPassingFailure(failure, context);
  return canSettle && (unknownOutcome === 'retry' || unknownOutcome === 'reconcile') ? 'retry' : 'fail';
}

/**
 * Whether the provider is asked if it has sent a message before the message is repeated.
 * @param unknowns calls of this message to the provider whose answer was lost
 */
export function asksFirst({ isCode, unknownOutcome }: LostAnswerRules, unknowns: number): boolean {
  return isCode ? unknownOutcome === 'reconcile' || unknowns >= TRIES : unknownOutcome !== 'failover';
}

/** The providers or methods for a code, with those last that have failed twice, four times, … */
export function inTurns<T>(items: T[], failuresOf: (item: T) => number): T[] {
  const rounds = (item: T) => Math.floor(failuresOf(item) / TRIES);
  return items.toSorted((a, b) => rounds(a) - rounds(b));
}

/** Leaves out methods that were misconfigured when an earlier run last tried them, unless none is left. */
export function usableMethods(methods: SendMethod[], past: Pick<PastAttempt, 'method' | 'outcome'>[]): SendMethod[] {
  const left = methods.filter(
    (method) => past.findLast((attempt) => attempt.method === method)?.outcome !== 'misconfigured',
  );
  return left.length > 0 ? left : methods.slice(-1);
}

/** Calls that ended with a failure that may pass. */
export function countPassing(past: Pick<PastAttempt, 'outcome'>[]): number {
  return past.filter(({ outcome }) => outcome === 'transient' || outcome === 'unknown').length;
}
