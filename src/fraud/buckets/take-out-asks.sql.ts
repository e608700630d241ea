import { Prisma } from '../../database/generated/client.js';
import { anyOfSql } from '../../database/index.js';
import { addToBucketsSql, leakageSql } from './leak.sql.js';
import { DAY_SECONDS, HOUR_SECONDS } from './leak.js';
import { DRAINED_FOR_MS } from './memory-bucket.store.js';

const { sql } = Prisma;

/** Takes requests out of their buckets, because nothing is sent. */
export function withdrawAsksSql(askIds: string[], at: Date): Prisma.Sql {
  return takeOutSql({
    selection: sql`id = ${anyOfSql(askIds, 'uuid')}`,
    change: sql`is_counted = false`,
    verified: sql`0`,
    at,
  });
}

/**
 * Takes the requests of different recipients out of their buckets, and counts one verified code of each recipient there.
 * Those that are in no bucket are marked as verified all the same: a replay must know that they were honest.
 */
export function drainAsksSql(recipientKeys: string[], at: Date): Prisma.Sql {
  const since = new Date(at.getTime() - DRAINED_FOR_MS);
  return takeOutSql({
    selection: sql`recipient_key = ${anyOfSql(recipientKeys, 'text')} AND asked_at > ${since}::timestamptz`,
    change: sql`verified_at = ${at}::timestamptz`,
    verified: sql`count(DISTINCT recipient_key)`,
    at,
  });
}

interface TakeOut {
  /** Which requests. */
  selection: Prisma.Sql;
  /** What becomes of them. */
  change: Prisma.Sql;
  /** How many codes of a bucket were verified. */
  verified: Prisma.Sql;
  at: Date;
}

/** Locks requests in the order of their ids, then buckets in the order of their keys. A bucket is written once. */
function takeOutSql({ selection, change, verified, at }: TakeOut): Prisma.Sql {
  const time = sql`${at}::timestamptz`;
  return sql`
    WITH found AS MATERIALIZED (
      SELECT id, is_counted FROM fraud_asks WHERE ${selection} AND verified_at IS NULL ORDER BY id FOR NO KEY UPDATE
    ), taken AS (
      UPDATE fraud_asks SET ${change} WHERE id = ANY(ARRAY(SELECT id FROM found))
      RETURNING id, recipient_key, keys, weights, asked_at
    )
    INSERT INTO fraud_buckets AS b (key, hour_level, day_level, verified_hour, verified_day, verified_fortnight, at)
    SELECT key, -sum(weight * ${leakageSql(sql`asked_at`, time, HOUR_SECONDS)}),
      -sum(weight * ${leakageSql(sql`asked_at`, time, DAY_SECONDS)}), ${verified}, ${verified}, ${verified}, ${time}
    FROM taken JOIN found USING (id), unnest(keys, weights) AS bucket (key, weight)
    WHERE found.is_counted GROUP BY key ORDER BY key
    ${addToBucketsSql()}`;
}
