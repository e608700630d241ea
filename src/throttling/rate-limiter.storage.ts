import type { ThrottlerStorage } from '@nestjs/throttler';
import { AppError } from '../common/app-error.js';
import { Batcher } from '../common/batcher.js';
import { withDeadline } from '../common/deadline.js';
import type { Count, Counter, CounterStore, GiveBack, Taken } from './counter.store.js';
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
  private readonly takes: Batcher<Counter[], Taken>;
  private readonly gifts: Batcher<GiveBack[], void>;
  private readonly reads: Batcher<string[], Count[]>;
  private readonly clears: Batcher<string[], void>;

  constructor(store: CounterStore) {
    this.takes = new Batcher({ run: (requests) => store.take(requests) });
    this.gifts = new Batcher({ run: (lists) => together(lists, (counters) => store.giveBack(counters)) });
    this.clears = new Batcher({ run: (lists) => together(lists, (keys) => store.clear(keys)) });
    this.reads = new Batcher({
      run: async (lists) => {
        const counts = (await store.read(lists.flat())).values();
        return lists.map((keys) => keys.map(() => counts.next().value!));
      },
    });
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
    const taken = await answerOf(this.takes, counters);
    if (taken.failure !== undefined) throw unavailable(taken.failure);
    return taken;
  }

  /** Gives one count back to each counter, unless its window has ended. */
  giveBack(counters: GiveBack[]): Promise<void> {
    return answerOf(this.gifts, counters);
  }

  /** Reads counters. */
  read(keys: string[]): Promise<Count[]> {
    return answerOf(this.reads, keys);
  }

  /** Deletes counters. */
  clear(keys: string[]): Promise<void> {
    return answerOf(this.clears, keys);
  }
}

/** The key of a counter in its store. */
export function counterKey(name: string, key: string): string {
  return `${name}:${key}`;
}

async function together<T>(lists: T[][], run: (items: T[]) => Promise<void>): Promise<void[]> {
  await run(lists.flat());
  return lists.map(() => undefined);
}

/** Waits for a round trip of `batcher`. An item that comes too late is not sent any more. */
async function answerOf<Item extends unknown[], Result>(batcher: Batcher<Item, Result>, item: Item): Promise<Result> {
  const deadline = new AbortController();
  try {
    return await withDeadline(batcher.add(item, deadline.signal), STORE_TIMEOUT_MS, 'rate limit store');
  } catch (cause) {
    deadline.abort(cause);
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
