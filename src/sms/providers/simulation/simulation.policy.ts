import type { DeliveryState, SendFailure } from '../provider.contract.js';

/** What happens to messages for one kind of number. */
export interface SimulatedOutcome {
  /** Absent: the message is taken. */
  failure?: SendFailure;
  /** The failure comes on the first call alone. */
  once?: true;
  /** Until the answer, in milliseconds. */
  delayMs?: number;
  /** What a later delivery report says. */
  delivery?: DeliveryState;
}

/**
 * Endings of numbers with an outcome of their own, so that a client can be tested against each. Every other number's
 * message is taken and delivered. docs/simulation.md has the same table.
 */
export const SIMULATED_OUTCOMES: Readonly<Record<string, SimulatedOutcome>> = {
  '9991': { failure: { outcome: 'rejected', rawCode: 9991, meaning: 'Simulated: this number cannot receive SMS.' } },
  '9992': { failure: { outcome: 'transient', rawCode: 9992, meaning: 'Simulated: a fault that does not pass.' } },
  '9993': { failure: { outcome: 'transient', rawCode: 9993, meaning: 'Simulated: a fault that passes.' }, once: true },
  '9994': { failure: { outcome: 'unknown', rawCode: 9994, meaning: 'Simulated: the answer was lost.' } },
  '9995': { failure: { outcome: 'provider_down', rawCode: 9995, meaning: 'Simulated: the account is refused.' } },
  '9996': {
    failure: {
      outcome: 'transient',
      rawCode: 9996,
      meaning: 'Simulated: too many calls.',
      throttled: true,
      retryAfterMs: 5000,
    },
    once: true,
  },
  '9997': { delivery: 'undelivered' },
  '9998': { delayMs: 3000 },
};

export function simulatedOutcome(recipient: string): SimulatedOutcome {
  return SIMULATED_OUTCOMES[recipient.slice(-4)] ?? {};
}
