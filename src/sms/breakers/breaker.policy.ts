/** Outcomes that are looked at, the newest. */
const WINDOW_CALLS = 20;
/** Older outcomes say nothing about now. */
const WINDOW_MS = 60_000;
/** Fewer outcomes decide nothing. */
const MIN_CALLS = 10;
const FAILURE_RATE = 0.5;

/** The first rest; it doubles with every probe that fails. */
export const FIRST_PAUSE_MS = 30_000;
export const MAX_PAUSE_MS = 5 * 60_000;

/** The last calls to one way of a provider, as this process saw them. */
export class OutcomeWindow {
  private calls: { at: number; failed: boolean }[] = [];

  /** Whether, with this outcome, at least half of the recent calls have failed. */
  add(failed: boolean, now: number): boolean {
    this.calls = [...this.calls.filter(({ at }) => at > now - WINDOW_MS), { at: now, failed }].slice(-WINDOW_CALLS);
    const failures = this.calls.filter((call) => call.failed).length;
    return this.calls.length >= MIN_CALLS && failures / this.calls.length >= FAILURE_RATE;
  }

  clear(): void {
    this.calls = [];
  }
}

/** How long to rest after `reopened` probes have failed. */
export function pauseMs(reopened: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** reopened, MAX_PAUSE_MS);
}
