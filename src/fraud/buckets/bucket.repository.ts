import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { BucketStore, figuresOf, type BucketFigures, type CountedAsk, type Observation } from './bucket.store.js';
import { leakageSql } from './leak.sql.js';
import { DAY_SECONDS, FORTNIGHT_SECONDS, HOUR_SECONDS } from './leak.js';
import { DRAINED_FOR_MS } from './memory-bucket.store.js';

/** A country or prefix with unverified codes. */
export interface FullBucket {
  key: string;
  hourLevel: number;
  dayLevel: number;
}

type CountedRow = BucketFigures & { key: string; countries: number };

const { sql } = Prisma;
const DAY_MS = DAY_SECONDS * 1000;

/**
 * The buckets in PostgreSQL, which all processes share. Rows are locked in the order of their keys, so that two statements
 * cannot wait for each other.
 */
@Injectable()
export class BucketRepository extends BucketStore {
  constructor(private readonly prisma: PrismaService) {
    super();
  }

  override async count(ask: CountedAsk): Promise<Observation> {
    const { id, recipientKey, addressKey, country = null, buckets, now } = ask;
    const dayAgo = new Date(now.getTime() - DAY_MS);
    const unverified = sql`verified_at IS NULL AND is_counted AND asked_at > ${dayAgo}`;
    const rows = await this.prisma.$queryRaw<CountedRow[]>`
      WITH input AS MATERIALIZED (
        SELECT key, CASE WHEN counts_numbers
          AND EXISTS (SELECT FROM fraud_asks WHERE recipient_key = ${recipientKey} AND ${unverified})
          THEN 0 ELSE 1 END::float8 AS weight
        FROM unnest(${buckets.map(({ key }) => key)}::text[], ${buckets.map((one) => one.countsNumbers)}::boolean[])
          AS bucket (key, counts_numbers)
        ORDER BY key
      ), ask AS (
        INSERT INTO fraud_asks (id, recipient_key, address_key, country, keys, weights, asked_at)
        SELECT ${id}::uuid, ${recipientKey}, ${addressKey}, ${country}, array_agg(key), array_agg(weight), ${now}
        FROM input
      ), counted AS (
        INSERT INTO fraud_buckets AS b (key, hour_level, day_level, at)
        SELECT key, weight, weight, ${now} FROM input ORDER BY key
        ON CONFLICT (key) DO UPDATE SET ${leakedSql(sql`EXCLUDED.at`)},
          hour_level = b.hour_level * ${leakageSql(sql`b.at`, sql`EXCLUDED.at`, HOUR_SECONDS)} + EXCLUDED.hour_level,
          day_level = b.day_level * ${leakageSql(sql`b.at`, sql`EXCLUDED.at`, DAY_SECONDS)} + EXCLUDED.day_level
        RETURNING key, hour_level AS "hourLevel", day_level AS "dayLevel", verified_hour AS "verifiedHour",
          verified_day AS "verifiedDay", verified_fortnight AS "verifiedFortnight"
      )
      SELECT counted.*, (
        SELECT count(DISTINCT country)::int FROM fraud_asks WHERE address_key = ${addressKey} AND ${unverified}
          AND country IS DISTINCT FROM ${country}) + ${country === null ? 0 : 1}::int AS countries
      FROM counted`;
    const figures = new Map(rows.map((row) => [row.key, figuresOf(row)]));
    return {
      buckets: Object.fromEntries(buckets.map(({ dimension, key }) => [dimension, figures.get(key)])),
      countries: rows[0]?.countries ?? 0,
    };
  }

  override async withdraw(askId: string, now: Date): Promise<void> {
    const taken = sql`UPDATE fraud_asks SET is_counted = false WHERE id = ${askId}::uuid AND is_counted AND verified_at IS NULL
      RETURNING keys, weights, asked_at`;
    await this.takeOut(taken, now, 0);
  }

  override async drain(recipientKey: string, now: Date): Promise<void> {
    const since = new Date(now.getTime() - DRAINED_FOR_MS);
    const taken = sql`UPDATE fraud_asks SET verified_at = ${now}
      WHERE recipient_key = ${recipientKey} AND verified_at IS NULL AND is_counted AND asked_at > ${since}
      RETURNING keys, weights, asked_at`;
    await this.takeOut(taken, now, 1);
  }

  /** The countries and prefixes with the most unverified codes of a day, at a time. */
  async fullest(now: Date, limit: number): Promise<FullBucket[]> {
    const at = sql`${now}::timestamptz`;
    return this.prisma.$queryRaw<FullBucket[]>`
      SELECT key, hour_level * ${leakageSql(sql`at`, at, HOUR_SECONDS)} AS "hourLevel",
        day_level * ${leakageSql(sql`at`, at, DAY_SECONDS)} AS "dayLevel"
      FROM fraud_buckets WHERE at > ${new Date(now.getTime() - DAY_MS)} AND day_level > 0.5
        AND (key LIKE 'country:%' OR key LIKE 'prefix_4:%')
      ORDER BY 3 DESC LIMIT ${limit}`;
  }

  /** Takes what the requests have added out of their buckets, and counts verified codes there. */
  private async takeOut(taken: Prisma.Sql, now: Date, verified: 0 | 1): Promise<void> {
    const asked = sql`asked_at`;
    const at = sql`${now}::timestamptz`;
    await this.prisma.$executeRaw`
      WITH taken AS (${taken}), share AS (
        SELECT key, sum(weight * ${leakageSql(asked, at, HOUR_SECONDS)}) AS hour,
          sum(weight * ${leakageSql(asked, at, DAY_SECONDS)}) AS day
        FROM taken, unnest(keys, weights) AS bucket (key, weight) GROUP BY key
      ), locked AS MATERIALIZED (
        SELECT key FROM fraud_buckets WHERE key = ANY (ARRAY(SELECT key FROM share)) ORDER BY key FOR UPDATE
      )
      UPDATE fraud_buckets b SET ${leakedSql(at, verified)},
        hour_level = greatest(0, b.hour_level * ${leakageSql(sql`b.at`, at, HOUR_SECONDS)} - share.hour),
        day_level = greatest(0, b.day_level * ${leakageSql(sql`b.at`, at, DAY_SECONDS)} - share.day)
      FROM locked JOIN share USING (key) WHERE b.key = locked.key`;
  }
}

/** Sets the verified codes of the bucket `b` and its time to what they are at a time. */
function leakedSql(at: Prisma.Sql, verified: 0 | 1 = 0): Prisma.Sql {
  const increment = verified === 1 ? sql`1` : sql`0`;
  const left = (windowSeconds: number) => leakageSql(sql`b.at`, at, windowSeconds);
  return sql`verified_hour = b.verified_hour * ${left(HOUR_SECONDS)} + ${increment},
    verified_day = b.verified_day * ${left(DAY_SECONDS)} + ${increment},
    verified_fortnight = b.verified_fortnight * ${left(FORTNIGHT_SECONDS)} + ${increment},
    at = greatest(b.at, ${at})`;
}
