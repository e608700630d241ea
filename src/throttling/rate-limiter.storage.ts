import type { ThrottlerStorage } from '@nestjs/throttler';
import { AppError } from '../common/app-error.js';
import type { Batcher } from '../common/batcher.js';
import { CounterBatches } from './counter-batches.js';
import type { Count, Counter, CounterStore, GiveBack, Taken } from './counter.store.js';
import { DURABLE_LIMITS } from './limit.config.js';
import type { ThrottlerStorageRecord } from './limit-state.js';

const STORE_TIMEOUT_MS = 2000;
const RETRY_AFTER_SECONDS = 5;

/**
 * Counts for @nestjs/throttler and for `LimitCounter`. All processes share the counters, and requests that wait for the
 * store at the same time share a round trip.
 *
 * Fails closed: every method throws `service_unavailable` when the store does not answer, because without the limits
 * paid messages and guesses would be unlimited.
 */
export class RateLimiterStorage implements ThrottlerStorage {
  private readonly batches: CounterBatches;
  private readonly durableBatches: CounterBatches;

  /** @param durableStore has the counters of `DURABLE_LIMITS`, if the other store may lose its counters in a crash */
  constructor(store: CounterStore, durableStore?: CounterStore) {
    this.batches = new CounterBatches(store);
    this.durableBatches = durableStore ? new CounterBatches(durableStore) : this.batches;
  }

  /**
   * Counts one request for @nestjs/throttler. Times in the result are whole seconds, at least 1; a block ends with the
   * window, so nothing is blocked beyond it.
   */
  async increment(
    key: string,
    ttlMs: number,
    limit: number,
    _blockDurationMs: number,
    name: string,
  ): Promise<ThrottlerStorageRecord> {
    const { ok, counts } = await this.take([{ key: counterKey(name, key), limit, windowMs: ttlMs }]);
    const { points, remainingMs } = counts[0]!;
    const timeToExpire = Math.max(1, Math.ceil(remainingMs / 1000));
    return { totalHits: points, timeToExpire, isBlocked: !ok, timeToBlockExpire: ok ? 0 : timeToExpire };
  }

  /** Counts one request against all counters or none. Exactly `limit` requests per window are admitted. */
  async take(counters: Counter[]): Promise<Taken> {
    const taken = await answerOf(this.onlyBatchesOf(counters).takes, counters);
    if (taken.failure !== undefined) throw unavailable(taken.failure);
    return taken;
  }

  /** Gives one count back to each counter, unless its window has ended. */
  async giveBack(counters: GiveBack[]): Promise<void> {
    await answerOf(this.onlyBatchesOf(counters).gifts, counters);
  }

  /** Reads counters. */
  async read(keys: string[]): Promise<Count[]> {
    const counts = new Map<string, Count>();
    await this.inEachStore(keys, async ({ reads }, some) => {
      for (const [i, count] of (await answerOf(reads, some)).entries()) counts.set(some[i]!, count);
    });
    return keys.map((key) => counts.get(key)!);
  }

  /** Deletes counters. */
  async clear(keys: string[]): Promise<void> {
    await this.inEachStore(keys, ({ clears }, some) => answerOf(clears, some));
  }

  private async inEachStore(
    keys: string[],
    run: (batches: CounterBatches, keys: string[]) => Promise<void>,
  ): Promise<void> {
    const stores = new Set(keys.map((key) => this.batchesOf(key)));
    await Promise.all(
      [...stores].map((batches) => {
        return run(
          batches,
          keys.filter((key) => this.batchesOf(key) === batches),
        );
      }),
    );
  }

  /** The counters of a request have to be in one store, because one statement counts them. */
  private onlyBatchesOf(counters: { key: string }[]): CounterBatches {
    const [batches, ...others] = new Set(counters.map(({ key }) => this.batchesOf(key)));
    if (!batches || others.length > 0) throw new Error('the counters of a request are not in one store');
    return batches;
  }

  private batchesOf(key: string): CounterBatches {
    return isDurable(key) ? this.durableBatches : this.batches;
  }
}

/** The key of a counter in its store. */
export function counterKey(name: string, key: string): string {
  return `${name}:${key}`;
}

function isDurable(key: string): boolean {
  return DURABLE_LIMITS.some((name) => key.startsWith(counterKey(name, '')));
}

/** Waits for a round trip of `batcher`. */
async function answerOf<Item extends unknown[], Result>(batcher: Batcher<Item, Result>, item: Item): Promise<Result> {
  try {
    return await batcher.addWithin(item, STORE_TIMEOUT_MS, 'rate limit store');
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
