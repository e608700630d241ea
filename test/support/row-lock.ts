import type pg from 'pg';
import { eventually } from './eventually.js';

/**
 * Makes a race certain: locks rows in a transaction, starts the work, waits until the work waits for them, and commits what
 * `meanwhile` has done in the transaction.
 */
export async function behindLock<T>(
  database: pg.Pool,
  lock: { sql: string; values: unknown[] },
  work: () => Promise<T>,
  meanwhile: (transaction: pg.PoolClient) => Promise<unknown>,
): Promise<T> {
  const transaction = await database.connect();
  try {
    await transaction.query('BEGIN');
    await transaction.query(lock.sql, lock.values);
    const result = work();
    await Promise.race([result, isWaiting(database)]);
    await meanwhile(transaction);
    await transaction.query('COMMIT');
    return await result;
  } finally {
    transaction.release();
  }
}

async function isWaiting(database: pg.Pool): Promise<void> {
  await eventually(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length === 0) throw new Error('Nothing waits for the lock');
  });
}
