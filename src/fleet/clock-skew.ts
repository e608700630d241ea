/** An answer that took longer says too little about the time. */
const MAX_ROUND_TRIP_MS = 500;
/** Clocks that differ by less count as equal, because half a round trip looks like such a difference. */
const EXACT_MS = 250;

/**
 * Measures how far the clock of this process is ahead of the clock of the database, in milliseconds. Undefined if the
 * database took too long.
 */
export async function measureSkew(
  readDatabaseTime: () => Promise<number>,
  now: () => number = Date.now,
): Promise<number | undefined> {
  const askedAt = now();
  const time = await readDatabaseTime();
  const answeredAt = now();
  if (answeredAt - askedAt > MAX_ROUND_TRIP_MS) return undefined;
  const skew = Math.round((askedAt + answeredAt) / 2 - time);
  return Math.abs(skew) < EXACT_MS ? 0 : skew;
}
