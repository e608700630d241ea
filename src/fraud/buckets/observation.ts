import type { BucketFigures, CountedAsk, Observation } from './bucket.store.js';
import type { CountedAsksRow } from './count-asks.sql.js';

/** What each request of a statement has observed: its own count and those before it, but none of those after it. */
export function observationsOf(asks: CountedAsk[], { repeated, countries, figures }: CountedAsksRow): Observation[] {
  const isRepeated = new Set(repeated);
  const seen = new Map(Object.entries(countries).map(([key, names]) => [key, new Set(names)]));
  const countriesSeen = asks.map(({ addressKey, country }) => {
    const names = seen.get(addressKey)!;
    if (country !== undefined) names.add(country);
    return names.size;
  });
  const countedLater = new Map<string, number>();
  const observations = asks.toReversed().map((ask, index) => {
    const position = asks.length - 1 - index;
    const buckets: Observation['buckets'] = {};
    for (const { dimension, key, countsNumbers } of ask.buckets) {
      const later = countedLater.get(key) ?? 0;
      buckets[dimension] = figuresBefore(figures[key]!, later);
      if (!countsNumbers || !isRepeated.has(position)) countedLater.set(key, later + 1);
    }
    return { buckets, countries: countriesSeen[position]! };
  });
  return observations.toReversed();
}

/** The figures of a bucket before the last `later` counts. */
function figuresBefore(
  [hourLevel, dayLevel, verifiedHour, verifiedDay, verifiedFortnight]: CountedAsksRow['figures'][string],
  later: number,
): BucketFigures {
  return {
    hourLevel: hourLevel - later,
    dayLevel: dayLevel - later,
    verifiedHour,
    verifiedDay,
    verifiedFortnight,
  };
}
