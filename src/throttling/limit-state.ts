import type { ThrottlerStorage } from '@nestjs/throttler';
import type { LimitName, LimitRule } from './limit.config.js';

/** What a count answers; times in seconds. @nestjs/throttler does not export it by name. */
export type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The names of limits that count client addresses. */
export type IpLimitName = Extract<LimitName, `${string}_ip`>;

/** Where one limit stands for one client, number or address. */
export interface LimitState {
  name: LimitName;
  limit: number;
  windowSeconds: number;
  /** How many more are admitted in this window. */
  remaining: number;
  /** Until the window ends; a full window where none runs. At least 1. */
  resetSeconds: number;
}

export function stateAfterTake(name: LimitName, rule: LimitRule, record: ThrottlerStorageRecord): LimitState {
  return { name, ...rule, remaining: Math.max(0, rule.limit - record.totalHits), resetSeconds: record.timeToExpire };
}
