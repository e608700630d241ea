import type { DeliveryState, SendFailure } from '../provider.contract.js';

/** The result of sending to numbers with one ending. */
export interface SimulatedOutcome {
  /** Absent if the message is accepted. */
  failure?: SendFailure;
  /** Only the first call for a message fails. */
  once?: true;
  /** Milliseconds before the answer. */
  delayMs?: number;
  /** State in later delivery reports; `delivered` by default. */
  delivery?: DeliveryState;
}

/** Outcomes by the last four digits of the number. Messages to all other numbers are accepted and delivered. */
export const SIMULATED_OUTCOMES: Readonly<Record<string, SimulatedOutcome>> = {
  '9991': {
    failure: {
      outcome: 'rejected',
      rawCode: 9991,
      meaning: 'Simulated: this number cannot receive SMS.',
      recipientAtFault: true,
    },
  },
  '9992': {
    failure: { outcome: 'transient', rawCode: 9992, meaning: 'Simulated: a temporary failure of every call.' },
  },
  '9993': {
    failure: { outcome: 'transient', rawCode: 9993, meaning: 'Simulated: a temporary failure of one call.' },
    once: true,
  },
  '9994': { failure: { outcome: 'unknown', rawCode: 9994, meaning: 'Simulated: the answer was lost.' } },
  '9995': { failure: { outcome: 'provider_down', rawCode: 9995, meaning: 'Simulated: the account was refused.' } },
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
