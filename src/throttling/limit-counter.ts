import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Count } from './counter.store.js';
import {
  limitConfig,
  type InternalLimitName,
  type LimitConfig,
  type LimitName,
  type LimitRule,
} from './limit.config.js';
import { LimitKeys } from './limit-keys.js';
import type { LimitState } from './limit-state.js';
import { counterKey, RateLimiterStorage } from './rate-limiter.storage.js';

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

  /** Returns those of `names` that are on, the shortest window first. */
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

  /** Counts against all limits or none, in one round trip. */
  async take(limits: ActiveLimit[]): Promise<LimitTake> {
    if (limits.length === 0) return { ok: true, states: [], takenAt: this.now() };
    const counters = limits.map((limit) => ({
      key: storeKey(limit),
      limit: limit.limit,
      windowMs: limit.windowSeconds * 1000,
    }));
    const { ok, counts } = await this.storage.take(counters);
    const states = limits.map((limit, i) => stateOf(limit, counts[i]!));
    if (ok) return { ok, states, takenAt: this.now() };
    const { name, resetSeconds } = longestOf(states.filter(({ remaining }) => remaining === 0))!;
    return { ok, rule: name, retryAfterSeconds: resetSeconds, states };
  }

  /** Gives counts back whose window has not ended. Failures are logged, not thrown: a lost count ends with its window. */
  async giveBack(limits: ActiveLimit[], takenAt: Date): Promise<void> {
    if (limits.length === 0) return;
    try {
      await this.storage.giveBack(
        limits.map((limit) => {
          const windowMs = limit.windowSeconds * 1000;
          // A window that ends later began after the count.
          const latestEnd = takenAt.getTime() + windowMs + Math.min(CLOCK_TOLERANCE_MS, windowMs / 100);
          return { key: storeKey(limit), latestEnd: Math.ceil(latestEnd) };
        }),
      );
    } catch (error) {
      this.logger.warn({ message: 'failed to give back a limit', error });
    }
  }

  /** Reads the state of each limit. */
  async peek(limits: ActiveLimit[]): Promise<LimitState[]> {
    if (limits.length === 0) return [];
    const counts = await this.storage.read(limits.map(storeKey));
    return limits.map((limit, i) => stateOf(limit, counts[i]!));
  }

  /** Reads whether `take` would succeed. */
  async peekAll(limits: ActiveLimit[]): Promise<LimitPeek> {
    const states = await this.peek(limits);
    const exhausted = longestOf(states.filter(({ remaining }) => remaining === 0));
    if (exhausted) return { ok: false, rule: exhausted.name, retryAfterSeconds: exhausted.resetSeconds };
    return { ok: true, remaining: Math.min(Infinity, ...states.map(({ remaining }) => remaining)) };
  }

  /** Reads the sum of the counts. */
  async used(limits: ActiveLimit[]): Promise<number> {
    const states = await this.peek(limits);
    return states.reduce((sum, { limit, remaining }) => sum + limit - remaining, 0);
  }

  /** Sets the counts to zero. */
  async clear(limits: ActiveLimit[]): Promise<void> {
    if (limits.length > 0) await this.storage.clear(limits.map(storeKey));
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

function storeKey({ name, key }: ActiveLimit): string {
  return counterKey(name, key);
}

/** Without a window, a full one is still to come. */
function stateOf({ name, limit, windowSeconds }: ActiveLimit, { points, remainingMs }: Count): LimitState {
  const resetSeconds =
    points === 0 ? windowSeconds : Math.min(windowSeconds, Math.max(1, Math.ceil(remainingMs / 1000)));
  return { name, limit, windowSeconds, remaining: Math.max(0, limit - points), resetSeconds };
}

/** The limit that ends last. */
function longestOf(states: LimitState[]): LimitState | undefined {
  return states.toSorted((a, b) => b.resetSeconds - a.resetSeconds)[0];
}
