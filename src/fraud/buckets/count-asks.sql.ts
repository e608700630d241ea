import { Prisma } from '../../database/generated/client.js';
import type { CountedAsk } from './bucket.store.js';
import { addToBucketsSql } from './leak.sql.js';
import { DAY_SECONDS } from './leak.js';

const { sql } = Prisma;

/** The one row that `countAsksSql` returns. */
export interface CountedAsksRow {
  /** Positions of the requests whose recipient has another unverified code of the last 24 hours. */
  repeated: number[];
  /** By address key: countries of its earlier requests of the last 24 hours without a verified code. */
  countries: Record<string, string[] | null>;
  /** By key, after all requests: the levels of an hour and a day, the verified codes of an hour, a day and 14 days. */
  figures: Record<string, [number, number, number, number, number]>;
}

/**
 * Counts requests of different recipients in all their buckets, at one time. A bucket is written once, whatever the number
 * of requests that it counts, and buckets are locked in the order of their keys.
 */
export function countAsksSql(asks: CountedAsk[], at: Date): Prisma.Sql {
  const time = sql`${at}::timestamptz`;
  const isUnverified = sql`f.verified_at IS NULL AND f.is_counted
    AND f.asked_at > ${new Date(at.getTime() - DAY_SECONDS * 1000)}::timestamptz`;
  return sql`
    WITH wanted AS MATERIALIZED (
      SELECT w.*, (
        SELECT true FROM fraud_asks f WHERE f.recipient_key = w.recipient_key AND ${isUnverified} LIMIT 1
      ) IS NOT NULL AS is_repeated
      FROM json_to_recordset(${JSON.stringify(asks.map(rowOf))}::json) AS w (request int, id uuid, recipient_key text,
        address_key text, country text, keys text[], weights float8[], repeated_weights float8[])
    ), seen AS MATERIALIZED (
      SELECT address_key, (
        SELECT json_agg(DISTINCT f.country) FROM fraud_asks f
        WHERE f.address_key = address.address_key AND ${isUnverified} AND f.country IS NOT NULL
      ) AS countries
      FROM (SELECT DISTINCT address_key FROM wanted) address
    ), asked AS (
      INSERT INTO fraud_asks (id, recipient_key, address_key, country, keys, weights, asked_at)
      SELECT id, recipient_key, address_key, country, keys,
        CASE WHEN is_repeated THEN repeated_weights ELSE weights END, ${time}
      FROM wanted ORDER BY id
    ), counted AS (
      INSERT INTO fraud_buckets AS b (key, hour_level, day_level, at)
      SELECT key, sum(weight), sum(weight), ${time}
      FROM wanted, unnest(keys, CASE WHEN is_repeated THEN repeated_weights ELSE weights END) AS share (key, weight)
      GROUP BY key ORDER BY key
      ${addToBucketsSql()}
      RETURNING key, hour_level, day_level, verified_hour, verified_day, verified_fortnight
    )
    SELECT (SELECT coalesce(json_agg(request), '[]') FROM wanted WHERE is_repeated) AS repeated,
      (SELECT json_object_agg(address_key, countries) FROM seen) AS countries,
      (SELECT json_object_agg(key, json_build_array(hour_level, day_level, verified_hour, verified_day, verified_fortnight))
        FROM counted) AS figures`;
}

function rowOf({ id, recipientKey, addressKey, country, buckets }: CountedAsk, request: number) {
  return {
    request,
    id,
    recipient_key: recipientKey,
    address_key: addressKey,
    country,
    keys: buckets.map(({ key }) => key),
    weights: buckets.map(() => 1),
    repeated_weights: buckets.map(({ countsNumbers }) => (countsNumbers ? 0 : 1)),
  };
}
