import type { ThrottlerStorage } from '@nestjs/throttler';
import { AppError } from '../common/app-error.js';
import { withDeadline } from '../common/deadline.js';
import type { LimitName } from './limit.config.js';
import type { CounterStore } from './counter.store.js';
import type { ThrottlerStorageRecord } from './limit-state.js';

/** In milliseconds. */
const STORE_TIMEOUT_MS = 2000;
const RETRY_AFTER_SECONDS = 5;

/**
 * Counts for @nestjs/throttler and for `LimitsService`, shared by every process.
 *
 * Exact under concurrency: a take raises the counter in one statement and is admitted by the value that statement
 * returned, so of any number at once exactly `limit` are. A refused one takes its own count back and so costs nobody
 * anything; until it has, the counter is only ever too high.
 *
 * Fails closed: every method throws `service_unavailable` when the store does not answer, because a limit that cannot be
 * counted would let through unlimited paid messages and guesses.
 */
export class RateLimiterStorage implements ThrottlerStorage {
  constructor(private readonly store: CounterStore) {}

  /** @returns times in seconds, rounded up, at least 1. There is no block beyond the window. */
  async increment(
    key: string,
    ttlMs: number,
    limit: number,
    _blockDurationMs: number,
    name: string,
  ): Promise<ThrottlerStorageRecord> {
    const { consumedPoints, msBeforeNext } = await this.reached(
      this.store.limiter.penalty(counter(name, key), 1, { customDuration: ttlMs / 1000 }),
    );
    const isBlocked = consumedPoints > limit;
    if (isBlocked) await this.restore(name, key, Date.now() + msBeforeNext);
    const timeToExpire = Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { totalHits: consumedPoints, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0 };
  }

  /** Gives one back, unless the window it was taken in has ended. `latestEnd`: Unix ms by which that window ends. */
  async restore(name: string, key: string, latestEnd: number): Promise<void> {
    await this.reached(this.store.decrement(counter(name, key), latestEnd));
  }

  /** What is counted now, without counting; zeros where no window runs. */
  async peek(name: LimitName, key: string): Promise<{ consumed: number; msBeforeNext: number }> {
    const result = await this.reached(this.store.limiter.get(counter(name, key)));
    return { consumed: result?.consumedPoints ?? 0, msBeforeNext: Math.max(0, result?.msBeforeNext ?? 0) };
  }

  /** Forgets the window, as if nothing had been counted. */
  async clear(name: LimitName, key: string): Promise<void> {
    await this.reached(this.store.limiter.delete(counter(name, key)));
  }

  private async reached<T>(answer: Promise<T>): Promise<T> {
    try {
      return await withDeadline(answer, STORE_TIMEOUT_MS, 'rate limit store');
    } catch (cause) {
      throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
    }
  }
}

function counter(name: string, key: string): string {
  return `${name}:${key}`;
}
