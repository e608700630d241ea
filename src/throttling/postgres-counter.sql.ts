// Statements on a table of counters for many requests. Counters are locked in the order of their keys, so that two statements
// cannot wait for each other, and are found by their keys alone: PostgreSQL may otherwise search all that have not ended.
// Times are parameters: Unix milliseconds of the database.

/**
 * request_limits: counters of addresses and of sends, which PostgreSQL does not log, so that counting costs no write to its
 * log. rate_limits: counters of `DURABLE_LIMITS`.
 */
export type CounterTable = 'request_limits' | 'rate_limits';

/**
 * Raises the counters of the requests for which every counter had something left when the statement began. Returns for
 * each request and counter whether it did, what the counter holds, how much of it this statement has added, and when its
 * window ends; nulls without a window. $1: the request, $2: the key, $3: its limit, $4: its window, $5: now
 */
export const takeSql = (table: CounterTable) => `
  WITH wanted AS MATERIALIZED (
    SELECT w.request, w.key, w.most, w.window_ms, CASE WHEN seen.expire > $5::bigint THEN seen.points END AS points,
      CASE WHEN seen.expire > $5::bigint THEN seen.expire END AS expire
    FROM unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) AS w (request, key, most, window_ms)
    LEFT JOIN LATERAL (SELECT r.points, r.expire FROM ${table} r WHERE r.key = w.key LIMIT 1) seen ON true
  ), full_requests AS MATERIALIZED (
    SELECT request FROM wanted WHERE points >= most
  ), raised AS (
    INSERT INTO ${table} AS r (key, points, expire)
    SELECT key, count(*), $5::bigint + max(window_ms) FROM wanted
    WHERE request NOT IN (SELECT request FROM full_requests)
    GROUP BY key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN r.expire > $5::bigint THEN r.points ELSE 0 END + excluded.points,
      expire = CASE WHEN r.expire > $5::bigint THEN r.expire ELSE excluded.expire END
    RETURNING key, points, expire
  ), added AS (
    SELECT key, count(*)::int AS points FROM wanted WHERE request NOT IN (SELECT request FROM full_requests) GROUP BY key
  )
  SELECT wanted.request, wanted.key, wanted.request NOT IN (SELECT request FROM full_requests) AS raised,
    coalesce(raised.points, wanted.points) AS points, coalesce(added.points, 0) AS added,
    coalesce(raised.expire, wanted.expire)::float8 AS expire
  FROM wanted LEFT JOIN raised ON raised.key = wanted.key LEFT JOIN added ON added.key = wanted.key`;

export interface TakenRow {
  request: number;
  key: string;
  raised: boolean;
  points: number | null;
  added: number;
  expire: number | null;
}

/** $1: keys, $2: for each the latest end of its window, $3: now */
export const giveBackSql = (table: CounterTable) => `
  WITH locked AS MATERIALIZED (
    SELECT key, expire FROM ${table} WHERE key = ANY($1::text[]) ORDER BY key FOR NO KEY UPDATE
  ), given AS (
    SELECT locked.key, count(*) AS points
    FROM locked JOIN unnest($1::text[], $2::bigint[]) AS g (key, latest_end)
      ON g.key = locked.key AND locked.expire > $3::bigint AND locked.expire <= g.latest_end
    GROUP BY locked.key
  )
  UPDATE ${table} r SET points = greatest(0, r.points - given.points) FROM given WHERE r.key = given.key`;

/** $1: keys. Also returns counters whose window has ended. */
export const readSql = (table: CounterTable) =>
  `SELECT seen.* FROM unnest($1::text[]) AS wanted (key) CROSS JOIN LATERAL (
    SELECT r.key, r.points, r.expire::float8 AS expire FROM ${table} r WHERE r.key = wanted.key LIMIT 1) seen`;

/** $1: keys */
export const clearSql = (table: CounterTable) => `
  DELETE FROM ${table} WHERE key = ANY(ARRAY(
    SELECT key FROM ${table} WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE))`;
