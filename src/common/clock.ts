/** The time. Tests replace it with a clock that they move. */
export class Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number {
    return Date.now();
  }
}

/** Returns the whole seconds between two Unix times in milliseconds, rounded up; 0 if `to` is not later. */
export function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.ceil((to - from) / 1000));
}
