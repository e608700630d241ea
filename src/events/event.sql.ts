import { Prisma } from '../database/generated/client.js';

/** A place in the events: they are in the order of their transactions, and of `seq` within one. */
export interface EventPosition {
  tx: bigint;
  seq: bigint;
}

const SNAPSHOT = Prisma.sql`pg_current_snapshot()`;

/**
 * The number of a transaction in this database cluster. One that has not been reached comes from the cluster that the
 * database was restored from, so its events are older than all others.
 */
export function transactionSql(tx: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${tx} >= pg_snapshot_xmax(${SNAPSHOT})::text::bigint THEN 0 ELSE ${tx} END`;
}

/** All transactions below this one have ended, so no event can still appear among theirs. */
export const SETTLED_BELOW = Prisma.sql`pg_snapshot_xmin(${SNAPSHOT})::text::bigint`;

/** Expressions over the rows of `from`. */
interface EventExpressions {
  type: string;
  subject: Prisma.Sql;
  data: Prisma.Sql;
  occurredAt: Prisma.Sql;
}

/** Inserts an event for each row of `from`: the last part of a statement that makes the change itself. */
export function insertEventsSql({ type, subject, data, occurredAt }: EventExpressions, from: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`INSERT INTO events (type, subject, data, occurred_at)
    SELECT ${type}, ${subject}, ${data}, ${occurredAt} FROM ${from}`;
}
