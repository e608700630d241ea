import { Prisma } from '../../database/generated/client.js';

/** `leakage` in SQL: what is left of 1 between two times. */
export function leakageSql(from: Prisma.Sql, to: Prisma.Sql, windowSeconds: number): Prisma.Sql {
  return Prisma.sql`exp(-least(50, greatest(0, extract(epoch FROM ${to} - ${from})) / ${windowSeconds}::float8)::float8)`;
}
