import type { Pool, QueryResultRow } from 'pg';
import type { Clock } from '../common/clock.js';
import { isBehindPooler } from '../database/index.js';
import type { Count, Counter, CounterStore, GiveBack, Taken } from './counter.store.js';
import { clearSql, giveBackSql, readSql, takeSql, type CounterTable, type TakenRow } from './postgres-counter.sql.js';

const NO_WINDOW: Count = { points: 0, remainingMs: 0 };

/**
 * Counters in a table, with the time of the database, which all processes share. The maintenance task `clean-up` deletes
 * those whose window has ended.
 */
export class PostgresCounterStore implements CounterStore {
  constructor(
    private readonly table: CounterTable,
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  /**
   * Raises first, and admits by the values that this returns, so exactly as many requests are admitted as a limit allows.
   * Requests that raced for the last of a limit give their counts back; until then the counters are too high, never too low.
   */
  async take(requests: Counter[][]): Promise<Taken[]> {
    const now = this.clock.now();
    const wanted = requests.flatMap((counters, request) => counters.map((counter) => ({ request, ...counter })));
    const rows = await this.query<TakenRow>('take', takeSql(this.table), [
      wanted.map(({ request }) => request),
      wanted.map(({ key }) => key),
      wanted.map(({ limit }) => limit),
      wanted.map(({ windowMs }) => windowMs),
      now,
    ]);
    const raised = new Set(rows.filter((row) => row.raised).map(({ request }) => request));
    const ends = new Map(rows.map(({ key, expire }) => [key, expire ?? now]));
    /** Before the statement, then after each request. */
    const points = new Map(rows.map((row) => [row.key, (row.points ?? 0) - row.added]));
    const surplus: GiveBack[] = [];
    const taken = requests.map((counters, request) => {
      const ok = raised.has(request) && counters.every(({ key, limit }) => points.get(key)! < limit);
      for (const { key } of counters) {
        if (ok) points.set(key, points.get(key)! + 1);
        else if (raised.has(request)) surplus.push({ key, latestEnd: ends.get(key)! });
      }
      // Another process may have begun the window at a later reading of its clock.
      const counts = counters.map(({ key, windowMs }) => ({
        points: points.get(key)!,
        remainingMs: Math.min(windowMs, ends.get(key)! - now),
      }));
      return { ok, counts };
    });
    if (surplus.length > 0) await this.giveBack(surplus);
    return taken;
  }

  async giveBack(counters: GiveBack[]): Promise<void> {
    const keys = counters.map(({ key }) => key);
    const latestEnds = counters.map(({ latestEnd }) => latestEnd);
    await this.query('give-back', giveBackSql(this.table), [keys, latestEnds, this.clock.now()]);
  }

  async read(keys: string[]): Promise<Count[]> {
    const now = this.clock.now();
    const rows = await this.query<{ key: string; points: number; expire: number }>('read', readSql(this.table), [keys]);
    const open = rows.filter(({ expire }) => expire > now);
    const counts = new Map(open.map(({ key, points, expire }) => [key, { points, remainingMs: expire - now }]));
    return keys.map((key) => counts.get(key) ?? NO_WINDOW);
  }

  async clear(keys: string[]): Promise<void> {
    await this.query('clear', clearSql(this.table), [keys]);
  }

  /** A transaction pooler may not support named statements. */
  private async query<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const named = isBehindPooler(this.pool) ? {} : { name: `${this.table}-${name}` };
    return (await this.pool.query<Row>({ ...named, text, values })).rows;
  }
}
