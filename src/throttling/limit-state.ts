import type { ThrottlerStorage } from '@nestjs/throttler';
import type { InternalLimitName, LimitName, LimitRule } from './limit.config.js';

/** The result of a count, with times in seconds. @nestjs/throttler does not export the type. */
export type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Names of the limits per client address. */
export type IpLimitName = Extract<LimitName, `${string}_ip`>;

/** The state of one limit for one client or recipient. */
export interface LimitState {
  name: LimitName | InternalLimitName;
  limit: number;
  windowSeconds: number;
  /** Requests that this window still admits. */
  remaining: number;
  /** Seconds until the window ends, at least 1; a full window if none has begun. */
  resetSeconds: number;
}

export function stateAfterTake(name: LimitState['name'], rule: LimitRule, record: ThrottlerStorageRecord): LimitState {
  return { name, ...rule, remaining: Math.max(0, rule.limit - record.totalHits), resetSeconds: record.timeToExpire };
}
