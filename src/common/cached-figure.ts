import type { Clock } from './clock.js';
import { withDeadline } from './deadline.js';

/** A slow store must not delay a scrape, which by default ends after ten seconds. */
const WAIT_MS = 1000;
/** A figure that is older than this, beyond its own interval, is left out. */
const KEPT_MS = 60_000;

/** A figure that is read from a store. However many scrapers ask for it, the store is asked once in an interval. */
export class CachedFigure<T> {
  private last?: { value: T; at: number };
  private reading?: Promise<void>;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly intervalMs: number,
    private readonly clock: Clock,
  ) {}

  /** `value` is undefined if the store has not answered for a minute. `isCurrent`: the figure is from this interval. */
  async current(): Promise<{ value?: T; isCurrent: boolean }> {
    if (!this.isWithin(this.intervalMs)) await this.refresh();
    return {
      isCurrent: this.isWithin(this.intervalMs),
      ...(this.isWithin(this.intervalMs + KEPT_MS) && { value: this.last!.value }),
    };
  }

  /** Waits for the reading that is under way, if there is one. It goes on after the wait. */
  private async refresh(): Promise<void> {
    this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
    await withDeadline(this.reading, WAIT_MS, 'store').catch(() => undefined);
  }

  private async readOnce(): Promise<void> {
    const value = await this.read();
    this.last = { value, at: this.clock.now() };
  }

  private isWithin(ageMs: number): boolean {
    return this.last !== undefined && this.clock.now() - this.last.at < ageMs;
  }
}
