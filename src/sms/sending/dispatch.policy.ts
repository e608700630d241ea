import type { SendFailure } from '../providers/provider.contract.js';

/** A message with an unknown outcome is sent once more: a code that arrives twice does no harm, a lost one does. */
const UNKNOWN_RETRIES = 1;

export interface FailureContext {
  /** `SMS_UNKNOWN_OUTCOME`. */
  unknownOutcome: 'retry' | 'reconcile' | 'failover' | 'fail';
  /** Earlier calls of this message to the same provider that ended `transient` or `unknown`. */
  earlierFailures: number;
  /** Earlier calls of this message to the same provider that ended `unknown`. */
  earlierUnknowns: number;
  hasNextProvider: boolean;
}

/**
 * - `next_method`, `next_provider`: continue at once
 * - `retry`: start again later, with this provider
 * - `wait`: like `retry`, but the run does not count
 * - `reconcile`: ask the provider whether the message was sent
 * - `fail`: give up
 */
export type Decision = 'next_method' | 'next_provider' | 'retry' | 'wait' | 'reconcile' | 'fail';

/** The next step after a failed call. */
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

/** The next step if the outcome is still unknown: with `retry`, or after `reconcile` found nothing out. */
export function afterStillUnknown(earlierUnknowns: number, hasNextProvider: boolean): Decision {
  if (earlierUnknowns < UNKNOWN_RETRIES) return 'retry';
  return hasNextProvider ? 'next_provider' : 'fail';
}
