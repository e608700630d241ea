import pLimit, { type LimitFunction } from 'p-limit';

/** Bounds how many messages a worker sends at the same time. */
export class SendSlots {
  private readonly limit: LimitFunction;
  private readonly begun = new Set<Promise<void>>();
  private isClosed = false;

  /** @param count slots */
  constructor(count: number) {
    this.limit = pLimit(count);
  }

  /** Waits for a slot and for the work. False if the slots were closed before the work began. */
  run(work: () => Promise<void>): Promise<boolean> {
    return this.limit(async () => {
      if (this.isClosed) return false;
      await work();
      return true;
    });
  }

  /**
   * Waits for a slot only: true once the work has begun, false if the slots were closed before that.
   * @param work never rejects
   */
  begin(work: () => Promise<void>): Promise<boolean> {
    return new Promise((resolve) => {
      const ended = this.limit(async () => {
        resolve(!this.isClosed);
        if (!this.isClosed) await work();
      });
      this.begun.add(ended);
      void ended.finally(() => this.begun.delete(ended));
    });
  }

  /** Lets nothing more begin, and waits for all that has begun. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.begun);
  }
}
