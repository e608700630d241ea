import { Prisma } from './generated/client.js';

export interface Deletion {
  table: Prisma.Sql;
  /** Primary key of the table. */
  key: Prisma.Sql;
  where: Prisma.Sql;
  /** The rows that go first. */
  orderBy?: Prisma.Sql;
}

/**
 * Deletes up to `limit` rows, and skips those that another transaction has locked. The selection is materialized, so that
 * it runs, and is limited, only once.
 */
export function deleteBatchSql({ table, key, where, orderBy }: Deletion, limit: number): Prisma.Sql {
  return Prisma.sql`
    WITH batch AS MATERIALIZED (
      SELECT ${key} FROM ${table} WHERE ${where}
      ${orderBy ? Prisma.sql`ORDER BY ${orderBy}` : Prisma.empty} LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    DELETE FROM ${table} t USING batch WHERE t.${key} = batch.${key}`;
}
