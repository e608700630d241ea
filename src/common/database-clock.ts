import { Clock } from './clock.js';

/** The time of the database, so that several processes agree about it. */
export class DatabaseClock extends Clock {
  private skewMs = 0;

  override now(): number {
    return super.now() - this.skewMs;
  }

  /** @param skewMs how far the clock of this process is ahead of the clock of the database */
  correct(skewMs: number): void {
    this.skewMs = skewMs;
  }
}
