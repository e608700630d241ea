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

/** Some of the pages of a table, the first one is 0. */
export interface Pages {
  first: number;
  count: number;
}

/** Deletes from some pages of a table, for tables whose rows cannot be found by an index. Skips locked rows. */
export function deleteFromPagesSql({ table, key, where }: Omit<Deletion, 'orderBy'>, pages: Pages): Prisma.Sql {
  const start = (page: number) => Prisma.sql`${`(${page},0)`}::tid`;
  return Prisma.sql`
    WITH batch AS MATERIALIZED (
      SELECT ${key} FROM ${table}
      WHERE ctid >= ${start(pages.first)} AND ctid < ${start(pages.first + pages.count)} AND ${where}
      FOR UPDATE SKIP LOCKED
    )
    DELETE FROM ${table} t USING batch WHERE t.${key} = batch.${key}`;
}

/** Returns `pages`: how many pages the table has. */
export function pageCountSql(table: string): Prisma.Sql {
  return Prisma.sql`
    SELECT (pg_relation_size(${table}::regclass) / current_setting('block_size')::int)::int AS pages`;
}
