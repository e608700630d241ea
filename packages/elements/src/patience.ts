import { pause } from './pause.js';
import { ProblemError, type Problem } from './problem.js';

export type Connection = 'slow' | 'offline';

/** Pauses before a request that got no answer is repeated. */
const REPEAT_AFTER_MS = [1000, 3000];
const SLOW_AFTER_MS = 4000;
/** A longer pause than this is for the user to decide about. */
const MAX_OWN_WAIT_SECONDS = 5;
const WITHOUT_OUTCOME = ['network_error', 'idempotency_in_progress', 'service_unavailable'];

/** Repeats a request that got no answer, and waits while the device is offline. */
export async function patiently<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  show: (connection: Connection) => void,
): Promise<T> {
  for (let repeats = 0; ; repeats++) {
    const slow = setTimeout(show, SLOW_AFTER_MS, 'slow');
    try {
      return await call();
    } catch (error) {
      const wait = error instanceof ProblemError ? waitBeforeRepeat(error.problem, repeats) : undefined;
      if (wait === undefined) throw error;
      const isOffline = !navigator.onLine;
      show(isOffline ? 'offline' : 'slow');
      await pause(isOffline ? Infinity : wait, signal, [[window, 'online']]);
      if (isOffline) repeats = -1;
    } finally {
      clearTimeout(slow);
    }
  }
}

/** The request may have been carried out, or may still be. */
export function isWithoutOutcome(code: string): boolean {
  return WITHOUT_OUTCOME.includes(code);
}

/** In milliseconds; undefined if the problem is an answer, or there were enough repetitions. */
function waitBeforeRepeat({ code, retry_after: seconds = 1 }: Problem, repeats: number): number | undefined {
  if (!isWithoutOutcome(code) || seconds > MAX_OWN_WAIT_SECONDS) return undefined;
  const pauseMs = REPEAT_AFTER_MS[repeats];
  return pauseMs === undefined ? undefined : Math.max(pauseMs, seconds * 1000);
}
