import pg from 'pg';
import type { TestDatabase } from './databases.js';

/** Starts `calls` together, behind enough others to keep them waiting, so that they leave in one statement. */
export async function inOneStatement<T>(keepBusy: () => Promise<unknown>, calls: (() => Promise<T>)[]): Promise<T[]> {
  const busy = [keepBusy(), keepBusy()];
  const results = await Promise.all(calls.map((call) => call()));
  await Promise.all(busy);
  return results;
}

/** Ends the pools, because a connection reports its deadlocks when it ends, and returns how many the database has seen. */
export async function deadlocksOf(database: TestDatabase, pools: pg.Pool[]): Promise<number> {
  await Promise.all(pools.map((pool) => pool.end()));
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query<{ deadlocks: number }>(
    'SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  await client.end();
  return rows[0]!.deadlocks;
}
