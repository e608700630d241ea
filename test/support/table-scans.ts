import pg from 'pg';
import { eventually } from './eventually.js';

export interface TableScans {
  /** Scans of the whole table. */
  whole: number;
  byIndex: number;
}

/**
 * How often statements have read each of these tables. Connections report it when they end, so this waits until the caller
 * has closed all of its own.
 */
export async function readTableScans(client: pg.Client, tables: string[]): Promise<Map<string, TableScans>> {
  await eventually(async () => {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
         AND pid <> pg_backend_pid()`,
    );
    if (rowCount !== 0) throw new Error(`${rowCount} connections are still open`);
  });
  const { rows } = await client.query<TableScans & { table: string }>(
    `SELECT relname AS table, seq_scan::int AS whole, idx_scan::int AS "byIndex" FROM pg_stat_user_tables
     WHERE relname = ANY($1)`,
    [tables],
  );
  return new Map(rows.map(({ table, ...scans }) => [table, scans]));
}
