import type { SendFailure } from '../providers/provider.contract.js';

/** A message whose outcome is not known is sent once more: the same code twice harms nobody, a lost one does. */
const UNKNOWN_RETRIES = 1;

export interface FailureContext {
  /** What to do when the answer of a provider was lost. */
  unknownOutcome: 'retry' | 'reconcile' | 'failover' | 'fail';
  /** Earlier calls of this message to the same provider that ended `transient` or `unknown`. */
  earlierFailures: number;
  /** Earlier calls of this message to the same provider that ended `unknown`. */
  earlierUnknowns: number;
  hasNextProvider: boolean;
}

/**
 * - `next_way`, `next_provider`: go on at once
 * - `retry`: begin again later, with this provider
 * - `wait`: the same, and the run does not count
 * - `reconcile`: ask the provider whether it went out
 * - `fail`: no call will ever work
 */
export type Decision = 'next_method' | 'next_provider' | 'retry' | 'wait' | 'reconcile' | 'fail';

/** What to do after a call that was not accepted. */
export function afterFailure(failure: SendFailure, context: FailureContext): Decision {
  if (failure.tryNextMethod) return 'next_method';
  if (failure.outcome === 'rejected') return 'fail';
  if (failure.outcome === 'unknown') return afterUnknown(context);
  if (failure.outcome !== 'transient') return 'next_provider';
  if (failure.throttled) return context.hasNextProvider ? 'next_provider' : 'wait';
  return context.hasNextProvider && context.earlierFailures > 0 ? 'next_provider' : 'retry';
}

function afterUnknown({ unknownOutcome, earlierUnknowns, hasNextProvider }: FailureContext): Decision {
  if (unknownOutcome === 'fail') return 'fail';
  if (unknownOutcome === 'failover') return hasNextProvider ? 'next_provider' : 'fail';
  if (unknownOutcome === 'reconcile') return 'reconcile';
  return afterStillUnknown(earlierUnknowns, hasNextProvider);
}

/** With `retry`, and where the provider could not tell either. */
export function afterStillUnknown(earlierUnknowns: number, hasNextProvider: boolean): Decision {
  if (earlierUnknowns < UNKNOWN_RETRIES) return 'retry';
  return hasNextProvider ? 'next_provider' : 'fail';
}
