/**
 * Browsers bring a write to `localStorage` to the processes of other tabs a little later, and locks do not wait for it.
 * A tab that takes a lock after this time sees what the tab before it has written.
 */
export const SETTLE_MS = 100;
