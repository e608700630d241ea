import type { ThrottlerStorage } from '@nestjs/throttler';
import { AppError } from '../common/app-error.js';
import type { Clock } from '../common/clock.js';
import { withDeadline } from '../common/deadline.js';
import type { CounterStore } from './counter.store.js';
import type { LimitState, ThrottlerStorageRecord } from './limit-state.js';

const STORE_TIMEOUT_MS = 2000;
const RETRY_AFTER_SECONDS = 5;
/** Clocks are read more than once, so the end of a window that was computed twice differs by some milliseconds. */
const ROUNDING_MS = 10;

/**
 * Counts for @nestjs/throttler and for `LimitCounter`. All processes share the counters.
 *
 * Exact under concurrency: one statement raises the counter and returns its value, which decides, so exactly `limit`
 * requests per window are admitted. A refused request takes its own count back; until then the counter is too high,
 * never too low.
 *
 * Fails closed: every method throws `service_unavailable` when the store does not answer, because without the limits
 * paid messages and guesses would be unlimited.
 */
export class RateLimiterStorage implements ThrottlerStorage {
  constructor(
    private readonly store: CounterStore,
    private readonly clock: Clock,
  ) {}

  /** Counts one request. Times in the result are whole seconds, at least 1; a block ends with the window. */
  async increment(
    key: string,
    ttlMs: number,
    limit: number,
    _blockDurationMs: number,
    name: string,
  ): Promise<ThrottlerStorageRecord> {
    const { consumedPoints, msBeforeNext } = await this.answerOf(
      this.store.limiter.penalty(counterKey(name, key), 1, { customDuration: ttlMs / 1000 }),
    );
    const isBlocked = consumedPoints > limit;
    if (isBlocked) await this.restore(name, key, this.clock.now() + msBeforeNext + ROUNDING_MS);
    const timeToExpire = Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { totalHits: consumedPoints, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0 };
  }

  /**
   * Gives one count back, unless its window has ended.
   * @param latestEnd Unix time in milliseconds; a window that ends later is a newer one
   */
  async restore(name: string, key: string, latestEnd: number): Promise<void> {
    await this.answerOf(this.store.decrement(counterKey(name, key), latestEnd));
  }

  /** Reads a counter; zeros if no window has begun. */
  async peek(name: LimitState['name'], key: string): Promise<{ consumed: number; msBeforeNext: number }> {
    const result = await this.answerOf(this.store.limiter.get(counterKey(name, key)));
    return { consumed: result?.consumedPoints ?? 0, msBeforeNext: Math.max(0, result?.msBeforeNext ?? 0) };
  }

  /** Deletes a counter. */
  async clear(name: LimitState['name'], key: string): Promise<void> {
    await this.answerOf(this.store.limiter.delete(counterKey(name, key)));
  }

  private async answerOf<T>(answer: Promise<T>): Promise<T> {
    try {
      return await withDeadline(answer, STORE_TIMEOUT_MS, 'rate limit store');
    } catch (cause) {
      throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
    }
  }
}

function counterKey(name: string, key: string): string {
  return `${name}:${key}`;
}
