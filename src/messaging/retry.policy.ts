/** No wait between two runs is longer. */
const MAX_DELAY_MS = 60_000;

export interface RetryQuestion {
  /** Runs so far, the one that just failed included. */
  attempt: number;
  maxAttempts: number;
  /** Base of the exponential backoff. */
  baseMs: number;
  /** What the provider asked for. */
  retryAfterMs?: number;
  now: number;
  /** Nothing is sent from here on. */
  expiresAt: number;
  /** From 0 up to 1. */
  random: number;
}

export type RetryAnswer = { retryInMs: number } | { giveUp: 'failed' | 'expired' };

/**
 * When to try again: exponential backoff with full upper-half jitter (between half and the whole of base · 2^n), at
 * least what the provider asked for, and never at or past the message's end.
 */
export function nextRetry(question: RetryQuestion): RetryAnswer {
  const { attempt, maxAttempts, baseMs, retryAfterMs = 0, now, expiresAt, random } = question;
  if (attempt >= maxAttempts) return { giveUp: 'failed' };
  const ceiling = Math.min(baseMs * 2 ** (attempt - 1), MAX_DELAY_MS);
  const delay = Math.max(ceiling / 2 + (ceiling / 2) * random, retryAfterMs);
  if (now + delay >= expiresAt) return { giveUp: 'expired' };
  return { retryInMs: Math.round(delay) };
}
