import type { ConversionFigures } from './conversion-hour.repository.js';

/** A smaller sample says nothing. */
const MIN_RECENT = 50;
const MIN_EARLIER = 200;
/** The share of the earlier ratio below which the recent one is a drop. */
const DROP = 0.6;

export interface ConversionDrop {
  by: ConversionPart;
  name: string;
  /** Shares of codes that were entered, from 0 to 1. */
  recent: number;
  earlier: number;
}

export const CONVERSION_PARTS = ['country', 'prefix', 'operator'] as const;
export type ConversionPart = (typeof CONVERSION_PARTS)[number];

/** Finds parts of the destinations whose codes are entered much more rarely than in their own history. */
export function dropsOf(
  by: ConversionPart,
  recent: ConversionFigures[],
  earlier: ConversionFigures[],
): ConversionDrop[] {
  const before = new Map(earlier.map((figures) => [figures.name, figures]));
  return recent.flatMap(({ name, sent, verified }) => {
    const history = before.get(name);
    if (!history || sent < MIN_RECENT || history.sent < MIN_EARLIER) return [];
    const drop = { by, name, recent: verified / sent, earlier: history.verified / history.sent };
    return drop.recent < drop.earlier * DROP ? [drop] : [];
  });
}
