/** The time, so that a test can move it. */
export class Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number {
    return Date.now();
  }
}

/** Whole seconds from one Unix time in milliseconds to a later one, rounded up; 0 where it is not later. */
export function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.ceil((to - from) / 1000));
}
