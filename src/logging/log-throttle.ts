import { Clock } from '../common/clock.js';

/** Limits how often a fault is logged that comes back with every request while it lasts. */
export class LogThrottle {
  private loggedAt = -Infinity;

  constructor(
    private readonly intervalMs: number,
    private readonly clock: Clock = new Clock(),
  ) {}

  /** Returns true at most once per interval: log now. */
  admits(): boolean {
    const now = this.clock.now();
    if (now - this.loggedAt < this.intervalMs) return false;
    this.loggedAt = now;
    return true;
  }
}
