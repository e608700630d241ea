/** The newest calls that count. */
const WINDOW_CALLS = 20;
/** Older calls do not count. */
const WINDOW_MS = 60_000;
/** A breaker does not open after fewer calls. */
const MIN_CALLS = 10;
const FAILURE_RATE = 0.5;

/** The first pause; it doubles with each failed probe. */
export const FIRST_PAUSE_MS = 30_000;
export const MAX_PAUSE_MS = 5 * 60_000;

/** The recent calls of this process to one method of a provider. */
export class OutcomeWindow {
  private calls: { at: number; failed: boolean }[] = [];

  /** Adds a call. Returns whether at least half of the recent calls have failed. */
  add(failed: boolean, now: number): boolean {
    this.calls = [...this.calls.filter(({ at }) => at > now - WINDOW_MS), { at: now, failed }].slice(-WINDOW_CALLS);
    const failures = this.calls.filter((call) => call.failed).length;
    return this.calls.length >= MIN_CALLS && failures / this.calls.length >= FAILURE_RATE;
  }

  clear(): void {
    this.calls = [];
  }
}

/** The pause after `reopened` failed probes. */
export function pauseMs(reopened: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** reopened, MAX_PAUSE_MS);
}
