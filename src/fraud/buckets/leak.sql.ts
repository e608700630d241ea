import { Prisma } from '../../database/generated/client.js';
import { DAY_SECONDS, FORTNIGHT_SECONDS, HOUR_SECONDS } from './leak.js';

const { sql } = Prisma;

/**
 * `leakage` in SQL: what is left of 1 between two times. The window is part of the text, because every parameter costs the
 * process time.
 */
export function leakageSql(from: Prisma.Sql, to: Prisma.Sql, windowSeconds: number): Prisma.Sql {
  const window = Prisma.raw(`${windowSeconds}.0::float8`);
  return sql`exp(-least(50, greatest(0, extract(epoch FROM ${to} - ${from})) / ${window})::float8)`;
}

/**
 * The end of an `INSERT INTO fraud_buckets AS b`: brings a bucket that is there to the time of the inserted one, and adds its
 * figures. Levels to take out are negative; no level falls below zero. An upsert finds each row by its key, where an update
 * may be planned as a scan of the table.
 */
export function addToBucketsSql(): Prisma.Sql {
  const left = (windowSeconds: number) => leakageSql(sql`b.at`, sql`EXCLUDED.at`, windowSeconds);
  return sql`ON CONFLICT (key) DO UPDATE SET
    hour_level = greatest(0, b.hour_level * ${left(HOUR_SECONDS)} + EXCLUDED.hour_level),
    day_level = greatest(0, b.day_level * ${left(DAY_SECONDS)} + EXCLUDED.day_level),
    verified_hour = b.verified_hour * ${left(HOUR_SECONDS)} + EXCLUDED.verified_hour,
    verified_day = b.verified_day * ${left(DAY_SECONDS)} + EXCLUDED.verified_day,
    verified_fortnight = b.verified_fortnight * ${left(FORTNIGHT_SECONDS)} + EXCLUDED.verified_fortnight,
    at = greatest(b.at, EXCLUDED.at)`;
}
