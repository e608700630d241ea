const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first attempts; the last one repeats. */
const WAITS_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
/** So that events that failed together are not sent together again. */
const JITTER = 0.2;
export const GIVE_UP_AFTER_MS = 24 * HOUR;

/**
 * When an event that was not delivered is sent again. Undefined once a day has passed since `createdAt`; the last attempt
 * is exactly then.
 * @param attempts so far
 * @param random from 0 to 1
 */
export function nextAttemptAt(attempts: number, createdAt: Date, now: number, random: number): Date | undefined {
  const end = createdAt.getTime() + GIVE_UP_AFTER_MS;
  if (now >= end) return undefined;
  const waitMs = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1]!;
  return new Date(Math.min(end, now + waitMs * (1 - JITTER + 2 * JITTER * random)));
}
