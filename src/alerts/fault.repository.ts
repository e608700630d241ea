import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** Calls that a provider has refused for a reason that an operator has to mend. */
export interface RefusedCalls {
  provider: string;
  rawCode: number;
  count: number;
  /** Of the latest one. */
  meaning: string | null;
}

/** How many codes of a provider were sent, and how many of them were entered. */
export interface Conversion {
  provider: string;
  recent: number;
  recentUsed: number;
  earlier: number;
  earlierUsed: number;
}

/** Credential, address or account refused, and credit used up. */
const REFUSALS = [401, 403, 418];
const MIN_REFUSALS = 3;
/** Codes of one hour that are looked at: the statement reads at most 25 times as many rows. */
const CODES_PER_HOUR = 400;
const EARLIER_HOURS = 24;

/** Reads from the rows of messages and codes what may be wrong. */
@Injectable()
export class FaultRepository {
  constructor(private readonly prisma: PrismaService) {}

  async breakers(): Promise<{ name: string; reason: string }[]> {
    return this.prisma.breaker.findMany({ select: { name: true, reason: true }, orderBy: { name: 'asc' } });
  }

  /**
   * Providers that have refused calls since `since`, and have accepted no message after the last refusal. The condition on
   * the outcome is that of the index message_attempts_failed.
   */
  async refusedCalls(since: Date): Promise<RefusedCalls[]> {
    return this.prisma.$queryRaw<RefusedCalls[]>`
      WITH refused AS (
        SELECT provider, raw_code, count(*)::int AS count, max(started_at) AS last_at,
          (array_agg(meaning ORDER BY started_at DESC))[1] AS meaning
        FROM message_attempts
        WHERE started_at > ${since} AND outcome NOT IN ('started', 'accepted') AND raw_code = ANY(${REFUSALS})
        GROUP BY provider, raw_code HAVING count(*) >= ${MIN_REFUSALS}
      )
      SELECT provider, raw_code AS "rawCode", count, meaning FROM refused r
      WHERE NOT EXISTS (
        SELECT FROM messages m WHERE m.created_at > ${since} AND m.accepted_at >= r.last_at AND m.provider = r.provider)
      ORDER BY provider, raw_code`;
  }

  /** @param settledBefore when codes were requested that have been entered by now, if they ever are */
  async conversions(settledBefore: Date): Promise<Conversion[]> {
    return this.prisma.$queryRaw<Conversion[]>`
      WITH codes AS (
        SELECT hour = 0 AS is_recent, c.id, c.status FROM generate_series(0, ${EARLIER_HOURS}::int) hour, LATERAL (
          SELECT id, status FROM otp_tokens
          WHERE created_at <= ${settledBefore}::timestamptz - hour * interval '1 hour'
            AND created_at > ${settledBefore}::timestamptz - (hour + 1) * interval '1 hour'
          ORDER BY created_at DESC LIMIT ${CODES_PER_HOUR}) c
      )
      SELECT m.provider, count(*) FILTER (WHERE is_recent)::int AS recent,
        count(*) FILTER (WHERE is_recent AND c.status = 'used')::int AS "recentUsed",
        count(*) FILTER (WHERE NOT is_recent)::int AS earlier,
        count(*) FILTER (WHERE NOT is_recent AND c.status = 'used')::int AS "earlierUsed"
      FROM codes c JOIN messages m ON m.otp_token_id = c.id
      WHERE m.provider IS NOT NULL GROUP BY m.provider ORDER BY m.provider`;
  }
}
