import type pg from 'pg';
import { eventually } from './eventually.js';

/**
 * Resolves once readers get every event that is committed. They wait for transactions that began earlier, and those of
 * other tests are on the same server.
 */
export async function settledEvents(database: pg.Pool): Promise<void> {
  await eventually(async () => {
    const { rows } = await database.query(
      'SELECT FROM events WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint LIMIT 1',
    );
    expect(rows).toEqual([]);
  });
}
