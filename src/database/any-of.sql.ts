import { Prisma } from './generated/client.js';

/**
 * One of a list, for `=`. PostgreSQL keeps the plan of a statement that has its list so; it would make a new one for each
 * list that is a parameter alone.
 */
export function anyOfSql(values: readonly string[], type: 'uuid' | 'text'): Prisma.Sql {
  return Prisma.sql`ANY(ARRAY(SELECT unnest(${values}::${Prisma.raw(type)}[])))`;
}
