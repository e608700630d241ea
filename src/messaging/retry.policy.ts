/** The backoff grows no further. */
const MAX_DELAY_MS = 60_000;

export interface RetryContext {
  /** Runs so far, including the one that just failed. */
  attempt: number;
  maxAttempts: number;
  /** Base of the exponential backoff. */
  baseMs: number;
  /** Shortest wait that the provider asks for. */
  retryAfterMs?: number;
  now: number;
  /** Nothing is sent at or after this time. */
  expiresAt: number;
  /** From 0 to 1, exclusive. */
  random: number;
}

export type RetryDecision = { retryInMs: number } | { giveUp: 'failed' | 'expired' };

/**
 * Decides when the next run starts: exponential backoff with jitter, from half to all of `baseMs` · 2^n, but at least what
 * the provider asks for. Gives up after the last attempt, and if the message would have expired by then.
 */
export function nextRetry(context: RetryContext): RetryDecision {
  const { attempt, maxAttempts, baseMs, retryAfterMs = 0, now, expiresAt, random } = context;
  if (attempt >= maxAttempts) return { giveUp: 'failed' };
  const ceiling = Math.min(baseMs * 2 ** (attempt - 1), MAX_DELAY_MS);
  const delay = Math.max(ceiling / 2 + (ceiling / 2) * random, retryAfterMs);
  if (now + delay >= expiresAt) return { giveUp: 'expired' };
  return { retryInMs: Math.round(delay) };
}
