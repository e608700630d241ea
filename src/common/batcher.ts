import { DeadlineError } from './deadline.js';
import { isStoreUnavailable } from './store-errors.js';

export interface BatcherOptions<Item, Result> {
  /** Runs the items of a batch in one statement. Returns their results in the order of the items. */
  run: (items: Item[]) => Promise<Result[]>;
  /**
   * What an item locks. Two items with the same key never run at the same time in this process, and run in the order in
   * which they came. A batch is in the order of its keys, so that batches of two processes cannot deadlock.
   */
  keyOf?: (item: Item) => string;
  /** Most items of a batch; 32 if absent. */
  maxSize?: number;
  /** Most batches under way at the same time; 2 if absent. The second leaves only if the first one is slow. */
  maxInFlight?: number;
}

/**
 * After this time a batch no longer holds up the next one. The more requests share a statement, the less each costs, but a
 * statement may wait for the lock of another process.
 */
export const SLOW_AFTER_MS = 50;

interface Entry<Item, Result> {
  item: Item;
  key: string | undefined;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
  /** By `performance.now`. After it the item has failed, or is about to, and is not run any more. */
  deadlineAt: number;
}

/**
 * Group commit: while a batch is under way, the next items gather, and leave together when it returns. An idle batcher runs
 * what was added while the present event was handled. The caller of `add` waits for its result, so nothing is lost as long
 * as a process waits for its requests and jobs before it closes its stores.
 */
export class Batcher<Item, Result> {
  private waiting: Entry<Item, Result>[] = [];
  private readonly runningKeys = new Set<string>();
  private inFlight = 0;
  private isStarting = false;
  /** Runs while the batch that left last is under way, until it counts as slow. */
  private patience?: NodeJS.Timeout;

  constructor(private readonly options: BatcherOptions<Item, Result>) {}

  /**
   * Runs an item, alone or with others, and fails only by its own fault: a batch that fails is repeated item by item. It is
   * not repeated if the store is unavailable, because it may have been committed.
   */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => void this.enter({ item, resolve, reject, deadlineAt: Infinity }));
  }

  /**
   * As `add`, but waits no longer than `timeoutMs`. An item that has not been run by then is not run.
   * @param source what is waited for, for the error
   * @throws DeadlineError
   */
  addWithin(item: Item, timeoutMs: number, source: string): Promise<Result> {
    return new Promise((resolve, reject) => {
      const entry = this.enter({
        item,
        deadlineAt: performance.now() + timeoutMs,
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (reason) => {
          clearTimeout(timer);
          reject(reason);
        },
      });
      const timer = setTimeout(() => this.giveUp(entry, new DeadlineError(source, timeoutMs)), timeoutMs);
    });
  }

  private enter(parts: Omit<Entry<Item, Result>, 'key'>): Entry<Item, Result> {
    const entry = { ...parts, key: this.options.keyOf?.(parts.item) };
    this.waiting.push(entry);
    this.startSoon();
    return entry;
  }

  private giveUp(entry: Entry<Item, Result>, error: DeadlineError): void {
    this.waiting = this.waiting.filter((other) => other !== entry);
    entry.reject(error);
  }

  /** After the callbacks that are due now, so that requests which the same answer has woken leave together. */
  private startSoon(): void {
    if (this.isStarting) return;
    this.isStarting = true;
    setImmediate(() => {
      this.isStarting = false;
      this.start();
    });
  }

  private start(): void {
    if (this.patience || this.inFlight >= (this.options.maxInFlight ?? 2)) return;
    const batch = this.nextBatch();
    if (batch.length > 0) void this.leave(batch);
  }

  private async leave(batch: Entry<Item, Result>[]): Promise<void> {
    const patience = setTimeout(() => this.endPatience(patience), SLOW_AFTER_MS);
    this.patience = patience;
    this.inFlight += 1;
    await this.settle(batch);
    this.inFlight -= 1;
    for (const { key } of batch) this.runningKeys.delete(key!);
    clearTimeout(patience);
    this.endPatience(patience);
  }

  private endPatience(patience: NodeJS.Timeout): void {
    if (this.patience === patience) this.patience = undefined;
    this.startSoon();
  }

  private nextBatch(): Entry<Item, Result>[] {
    const batch: Entry<Item, Result>[] = [];
    const { keyOf, maxSize = 32 } = this.options;
    const now = performance.now();
    this.waiting = this.waiting.filter((entry) => {
      const { key, deadlineAt } = entry;
      // After a long event the timer may not have fired yet.
      if (deadlineAt <= now) return true;
      if (batch.length === maxSize || (key !== undefined && this.runningKeys.has(key))) return true;
      if (key !== undefined) this.runningKeys.add(key);
      batch.push(entry);
      return false;
    });
    return keyOf ? batch.toSorted((a, b) => (a.key! < b.key! ? -1 : 1)) : batch;
  }

  private async settle(batch: Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.options.run(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i]!);
    } catch (error) {
      if (batch.length === 1 || isStoreUnavailable(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const entry of batch) {
        if (performance.now() < entry.deadlineAt) await this.settle([entry]);
      }
    }
  }
}
