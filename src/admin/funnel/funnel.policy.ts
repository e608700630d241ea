import type { FunnelCounts, FunnelRow } from './funnel.repository.js';

export const FUNNEL_WINDOWS = ['day', 'week'] as const;
export type FunnelWindow = (typeof FUNNEL_WINDOWS)[number];

const HOUR_SECONDS = 3600;

/** The steps of each window. The last one is not over yet. */
const STEPS: Record<FunnelWindow, { seconds: number; count: number }> = {
  day: { seconds: HOUR_SECONDS, count: 24 },
  week: { seconds: 6 * HOUR_SECONDS, count: 28 },
};

export interface FunnelRange {
  from: Date;
  to: Date;
  stepSeconds: number;
}

export interface Funnel extends FunnelRange {
  totals: FunnelCounts;
  /** Every step of the range, the earliest first. */
  steps: (FunnelCounts & { at: Date })[];
  /** The largest first. */
  countries: (FunnelCounts & { country: string })[];
  /** The largest first. */
  providers: (FunnelCounts & { provider: string | null })[];
}

/** Whole steps up to now, so that a repeated reading counts the same rows. */
export function rangeOf(window: FunnelWindow, now: Date): FunnelRange {
  const { seconds, count } = STEPS[window];
  const current = Math.floor(now.getTime() / 1000 / seconds);
  return { from: startOf(current - count + 1, seconds), to: now, stepSeconds: seconds };
}

export function funnelOf(range: FunnelRange, rows: FunnelRow[]): Funnel {
  const byStep = groupBy(rows, ({ step }) => step);
  const first = range.from.getTime() / 1000 / range.stepSeconds;
  const last = Math.floor(range.to.getTime() / 1000 / range.stepSeconds);
  const steps = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    ...range,
    totals: sumOf(rows),
    steps: steps.map((step) => ({ at: startOf(step, range.stepSeconds), ...sumOf(byStep.get(step) ?? []) })),
    countries: largestFirst([...groupBy(rows, ({ country }) => country)], (country) => ({ country })),
    providers: largestFirst([...groupBy(rows, ({ provider }) => provider)], (provider) => ({ provider })),
  };
}

function startOf(step: number, seconds: number): Date {
  return new Date(step * seconds * 1000);
}

function groupBy<Key>(rows: FunnelRow[], keyOf: (row: FunnelRow) => Key): Map<Key, FunnelRow[]> {
  const groups = new Map<Key, FunnelRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function largestFirst<Key, Name>(groups: [Key, FunnelRow[]][], nameOf: (key: Key) => Name): (FunnelCounts & Name)[] {
  return groups.map(([key, rows]) => ({ ...nameOf(key), ...sumOf(rows) })).toSorted((a, b) => b.asked - a.asked);
}

function sumOf(rows: FunnelCounts[]): FunnelCounts {
  const sum = (count: (row: FunnelCounts) => number) => rows.reduce((total, row) => total + count(row), 0);
  return {
    asked: sum(({ asked }) => asked),
    accepted: sum(({ accepted }) => accepted),
    delivered: sum(({ delivered }) => delivered),
    verified: sum(({ verified }) => verified),
  };
}
