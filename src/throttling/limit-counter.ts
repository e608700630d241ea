import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import {
  limitConfig,
  type InternalLimitName,
  type LimitConfig,
  type LimitName,
  type LimitRule,
} from './limit.config.js';
import { LimitKeys } from './limit-keys.js';
import { stateAfterTake, type LimitState } from './limit-state.js';
import { RateLimiterStorage } from './rate-limiter.storage.js';

export type LimitTake =
  /** `takenAt` is needed to give the counts back. */
  | { ok: true; states: LimitState[]; takenAt: Date }
  /** Nothing was counted. `rule` is the limit with the longest waiting time, `retryAfterSeconds` that time. */
  | { ok: false; rule: LimitState['name']; retryAfterSeconds: number; states: LimitState[] };

/** `remaining` is that of the limit with the fewest left, `rule` the one with the longest waiting time. */
export type LimitPeek =
  | { ok: true; remaining: number }
  | { ok: false; rule: LimitState['name']; retryAfterSeconds: number };

/** A limit that is on, with the key of what it counts. */
export interface ActiveLimit extends LimitRule {
  name: LimitName | InternalLimitName;
  key: string;
}

/** More than the time between a count and the row that records it. */
const CLOCK_TOLERANCE_MS = 1000;

/** Counts against several limits at once: all or none. Throws `service_unavailable` when the store does not answer. */
@Injectable()
export class LimitCounter {
  private readonly logger = new Logger('Limits');

  constructor(
    @Inject(limitConfig.KEY) private readonly config: LimitConfig,
    private readonly keys: LimitKeys,
    private readonly storage: RateLimiterStorage,
    private readonly clock: Clock,
  ) {}

  /** Returns those of `names` that are on, the shortest window first, so that it refuses a burst before the others count. */
  active(names: readonly LimitName[], ...subject: string[]): ActiveLimit[] {
    return names
      .flatMap((name) => {
        const rule = this.config.rules[name];
        return rule ? [{ name, ...rule, key: this.keys.of(name, ...subject) }] : [];
      })
      .toSorted((first, second) => first.windowSeconds - second.windowSeconds);
  }

  /** A limit that is always on. */
  internal(name: InternalLimitName, rule: LimitRule, subject: string): ActiveLimit {
    return { name, ...rule, key: this.keys.of(name, subject) };
  }

  /**
   * Counts against one limit after another. In parallel, the requests of a burst could each exhaust a different limit,
   * and all be refused.
   */
  async take(limits: ActiveLimit[]): Promise<LimitTake> {
    const states: LimitState[] = [];
    for (const limit of limits) {
      const { name, key, limit: most, windowSeconds } = limit;
      const record = await this.storage.increment(key, windowSeconds * 1000, most, 0, name);
      const state = stateAfterTake(name, { limit: most, windowSeconds }, record);
      if (record.isBlocked) return this.refuse(limits, states, state);
      states.push(state);
    }
    return { ok: true, states, takenAt: new Date(this.clock.now()) };
  }

  /** Gives counts back whose window has not ended. Failures are logged, not thrown: a lost count ends with its window. */
  async giveBack(limits: ActiveLimit[], takenAt: Date): Promise<void> {
    try {
      await Promise.all(
        limits.map(({ name, key, windowSeconds }) => {
          const windowMs = windowSeconds * 1000;
          // A window that ends later began after the count.
          const latestEnd = takenAt.getTime() + windowMs + Math.min(CLOCK_TOLERANCE_MS, windowMs / 100);
          return this.storage.restore(name, key, Math.ceil(latestEnd));
        }),
      );
    } catch (error) {
      this.logger.warn({ message: 'failed to give back a limit', error });
    }
  }

  /** Reads the state of a limit. */
  async peek({ name, key, limit, windowSeconds }: ActiveLimit): Promise<LimitState> {
    const { consumed, msBeforeNext } = await this.storage.peek(name, key);
    const resetSeconds = consumed === 0 ? windowSeconds : Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { name, limit, windowSeconds, remaining: Math.max(0, limit - consumed), resetSeconds };
  }

  /** Reads whether `take` would succeed. */
  async peekAll(limits: ActiveLimit[]): Promise<LimitPeek> {
    const states = await Promise.all(limits.map((limit) => this.peek(limit)));
    const exhausted = longestOf(states.filter(({ remaining }) => remaining === 0));
    if (exhausted) return { ok: false, rule: exhausted.name, retryAfterSeconds: exhausted.resetSeconds };
    return { ok: true, remaining: Math.min(Infinity, ...states.map(({ remaining }) => remaining)) };
  }

  /** Reads the sum of the counts. */
  async used(limits: ActiveLimit[]): Promise<number> {
    const states = await Promise.all(limits.map((limit) => this.peek(limit)));
    return states.reduce((sum, { limit, remaining }) => sum + limit - remaining, 0);
  }

  /** Sets the counts to zero. */
  async clear(limits: ActiveLimit[]): Promise<void> {
    await Promise.all(limits.map(({ name, key }) => this.storage.clear(name, key)));
  }

  private async refuse(limits: ActiveLimit[], taken: LimitState[], refused: LimitState): Promise<LimitTake> {
    const now = this.clock.now();
    const earlier = limits.slice(0, taken.length);
    const later = limits.slice(taken.length + 1);
    const [waiting] = await Promise.all([
      Promise.all(later.map((limit) => this.peek(limit))),
      ...earlier.map(({ name, key }, i) => this.storage.restore(name, key, now + taken[i]!.resetSeconds * 1000)),
    ]);
    const restored = taken.map((state) => ({ ...state, remaining: state.remaining + 1 }));
    const longest = longestOf([refused, ...waiting.filter((state) => state.remaining === 0)])!;
    const states = [...restored, refused, ...waiting];
    return { ok: false, rule: longest.name, retryAfterSeconds: longest.resetSeconds, states };
  }
}

/** The limit that ends last. */
function longestOf(states: LimitState[]): LimitState | undefined {
  return states.toSorted((a, b) => b.resetSeconds - a.resetSeconds)[0];
}
