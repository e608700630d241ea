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

/** Assignments that bring the bucket `b` to a time, and then add to its figures. No level falls below zero. */
export function changedBucketSql(
  at: Prisma.Sql,
  added: { hour: Prisma.Sql; day: Prisma.Sql; verified: Prisma.Sql },
): Prisma.Sql {
  const left = (windowSeconds: number) => leakageSql(sql`b.at`, at, windowSeconds);
  return sql`
    hour_level = greatest(0, b.hour_level * ${left(HOUR_SECONDS)} + ${added.hour}),
    day_level = greatest(0, b.day_level * ${left(DAY_SECONDS)} + ${added.day}),
    verified_hour = b.verified_hour * ${left(HOUR_SECONDS)} + ${added.verified},
    verified_day = b.verified_day * ${left(DAY_SECONDS)} + ${added.verified},
    verified_fortnight = b.verified_fortnight * ${left(FORTNIGHT_SECONDS)} + ${added.verified},
    at = greatest(b.at, ${at})`;
}
