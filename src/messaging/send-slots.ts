import pLimit, { type LimitFunction } from 'p-limit';

/** Bounds how many messages a worker sends at the same time. */
export class SendSlots {
  private readonly limit: LimitFunction;
  private readonly begun = new Set<Promise<void>>();
  private isClosed = false;

  /** @param count slots */
  constructor(count: number) {
    this.limit = pLimit({ concurrency: count, rejectOnClear: true });
  }

  /** Waits for a slot and for the work. False if the slots were closed before the work began. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.isClosed) return false;
    let hasBegun = false;
    try {
      await this.limit(() => {
        hasBegun = true;
        return work();
      });
      return true;
    } catch (error) {
      if (hasBegun) throw error;
      return false;
    }
  }

  /** Waits for a slot only: true once the work has begun, false if the slots were closed before that. */
  begin(work: () => Promise<void>): Promise<boolean> {
    return new Promise((resolve) => {
      const ended = this.run(() => {
        resolve(true);
        return work();
      }).then(resolve, () => undefined);
      this.begun.add(ended);
      void ended.then(() => this.begun.delete(ended));
    });
  }

  /** Lets nothing more begin, at once, and waits for all that `begin` has begun. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.limit.clearQueue();
    await Promise.all(this.begun);
  }
}
