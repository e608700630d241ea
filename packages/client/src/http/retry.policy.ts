import type { Problem } from './problem.js';

export interface RetryOptions {
  /** Tries in all. 3 by default; 1 switches retries off. */
  attempts?: number;
  /** A longer `Retry-After` is left to the caller. 5 seconds by default. */
  maxWaitSeconds?: number;
}

const FIRST_BACKOFF_MS = 400;

/**
 * How long to wait before the next try, in milliseconds. Undefined if there is none.
 * @param attempt number of tries so far
 * @param isRepeatable whether a request that may have been carried out can be sent again
 */
export function retryDelayMs(
  problem: Problem,
  attempt: number,
  isRepeatable: boolean,
  { attempts = 3, maxWaitSeconds = 5 }: RetryOptions,
): number | undefined {
  if (attempt >= attempts) return undefined;
  const { status, retry_after: seconds } = problem;
  // A request that a limit refused was not carried out.
  if (status === 429 ? seconds === undefined : !isRepeatable || !isTransient(problem)) return undefined;
  // Half of it is random, so that clients that failed together do not come back together.
  const backoff = FIRST_BACKOFF_MS * 3 ** (attempt - 1) * (0.5 + Math.random() / 2);
  const wait = seconds === undefined ? backoff : seconds * 1000;
  return wait <= maxWaitSeconds * 1000 ? wait : undefined;
}

function isTransient({ code, status }: Problem): boolean {
  if (code === 'unexpected_answer') return status >= 502 && status <= 504;
  return code === 'network_error' || code === 'service_unavailable' || code === 'idempotency_in_progress';
}
