import { Prisma } from '../../database/generated/client.js';

/**
 * `leakage` in SQL: what is left of 1 between two times. The window is part of the text, because every parameter costs the
 * process time.
 */
export function leakageSql(from: Prisma.Sql, to: Prisma.Sql, windowSeconds: number): Prisma.Sql {
  const window = Prisma.raw(`${windowSeconds}.0::float8`);
  return Prisma.sql`exp(-least(50, greatest(0, extract(epoch FROM ${to} - ${from})) / ${window})::float8)`;
}
