/** The windows in which figures leak, in seconds. */
export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;
export const FORTNIGHT_SECONDS = 14 * DAY_SECONDS;

/** Below this share nothing is left. Keeps PostgreSQL from an underflow, which it refuses. */
const LONGEST_LEAK = 50;

/**
 * What is left of 1 after some time. A figure leaks in proportion to its level, so a steady rate of r in a window settles
 * at the level r, and what one code has added can later be taken away exactly (docs/adr/0050).
 */
export function leakage(elapsedMs: number, windowSeconds: number): number {
  return Math.exp(-Math.min(LONGEST_LEAK, Math.max(0, elapsedMs) / 1000 / windowSeconds));
}
