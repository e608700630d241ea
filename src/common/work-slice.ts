import { setImmediate as nextTurn } from 'node:timers/promises';

/** A request passes the event loop several times, and waits for a slice each time. */
const SLICE_MS = 0.5;

/** Cuts long work into slices, between which other requests get their turn. */
export class WorkSlice {
  private startedAt = performance.now();

  /** Whether the work should call `next` before it goes on. */
  get isOver(): boolean {
    return performance.now() - this.startedAt >= SLICE_MS;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.startedAt = performance.now();
  }
}
