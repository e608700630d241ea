import type { SendMethod, SmsRequest } from '../providers/provider.contract.js';

/** The newest calls that count. */
const WINDOW_CALLS = 20;
/** Older calls do not count. */
const WINDOW_MS = 60_000;
/** A breaker does not open after fewer calls. */
const MIN_CALLS = 10;
const FAILURE_RATE = 0.5;

/** Calls that share a breaker: a fault of one channel or country does not pause the others. */
export interface CallKind {
  provider: string;
  method: SendMethod;
  channel: 'sms' | 'call';
  /** ISO country of the recipient. */
  country: string;
}

export function callKindOf(
  provider: string,
  method: SendMethod,
  { channel, country }: Pick<SmsRequest, 'channel' | 'country'>,
): CallKind {
  // ZZ is the code for an unknown country.
  return { provider, method, channel, country: country || 'ZZ' };
}

export type BreakerCause = 'failing' | 'account' | 'throttled';

/** Each failed probe doubles the pause. */
export const PAUSES: Readonly<Record<BreakerCause, { firstMs: number; maxMs: number }>> = {
  // Short, because most faults last a moment.
  failing: { firstMs: 1000, maxMs: 60_000 },
  // Only an operator can end these, and some providers block accounts after many refused calls.
  account: { firstMs: 30_000, maxMs: 5 * 60_000 },
  // For a provider that throttles without a Retry-After.
  throttled: { firstMs: 10_000, maxMs: 10_000 },
};

/** How long a person waits for a code. Requests are refused while every pause is longer. */
export const PATIENCE_MS = 10_000;

/** Messages that may probe a failing method at the same time after its pause. Each success admits as many more. */
export const FIRST_PROBES = 3;
/** So many successful probes close a breaker. A single one closes it if no other message probes. */
export const SUCCESSES_TO_CLOSE = 3;

/** The name of the breaker of these calls. The breaker of a whole provider has the provider's name. */
export function breakerName({ provider, method, channel, country }: CallKind): string {
  return `${provider}/${method}/${channel}/${country}`;
}

/** Messages that may probe a half-open breaker at the same time. Only one asks a provider that refused or throttled. */
export function probeLimit({ cause, successes }: { cause: string; successes: number }): number {
  return cause === 'failing' ? FIRST_PROBES * (1 + successes) : 1;
}

/** The recent calls of one kind in this process. */
export class OutcomeWindow {
  private calls: { at: number; failed: boolean }[] = [];

  /** Adds a call. Returns whether at least half of the recent calls have failed. */
  add(failed: boolean, now: number): boolean {
    this.calls = [...this.calls.filter(({ at }) => at > now - WINDOW_MS), { at: now, failed }].slice(-WINDOW_CALLS);
    const failures = this.calls.filter((call) => call.failed).length;
    return this.calls.length >= MIN_CALLS && failures / this.calls.length >= FAILURE_RATE;
  }

  clear(): void {
    this.calls = [];
  }
}
