import { Prisma } from '../../database/generated/client.js';
import { isSameChainSql, supersededSql } from '../../messaging/index.js';

/**
 * Uses codes for good and supersedes the other live code of each chain: parts for the WITH of a statement, whose part
 * `wanted` has the ids of the codes as `otp_token_id`, and where they must have been requested by a user, that as `user_id`.
 * Those that follow read `returning`, expressions over the row `t`, from `used`, which has no row for a code that is no
 * longer live. A code that is `replacing` counts as no longer live until the statement sees its successor, and so does all
 * but one code of a chain; see `isLive`. Chains are locked in their order.
 */
export function useOtpTokensSql({ now, returning }: { now: Date; returning: Prisma.Sql }): Prisma.Sql {
  const { sql } = Prisma;
  return sql`
    entered AS MATERIALIZED (
      SELECT DISTINCT ON (e.recipient, e.purpose, e.user_id) e.id, e.recipient, e.purpose, e.user_id
      FROM wanted w CROSS JOIN LATERAL (
        SELECT t.id, t.recipient, t.purpose, t.user_id FROM otp_tokens t
        WHERE t.id = w.otp_token_id AND (w.user_id IS NULL OR t.user_id = w.user_id) LIMIT 1
      ) e
      ORDER BY e.recipient, e.purpose, e.user_id, e.id
    ), live AS MATERIALIZED (
      SELECT entered.id AS entered_id, t.id, t.status, t.expires_at
      FROM entered CROSS JOIN LATERAL (
        SELECT t.id, t.status, t.expires_at FROM otp_tokens t
        WHERE ${isSameChainSql(sql`t`, sql`entered`)} AND t.status IN ('active', 'replacing')
        ORDER BY t.id FOR NO KEY UPDATE
      ) t
    ), usable AS MATERIALIZED (
      SELECT id FROM live
      WHERE id = entered_id AND expires_at > ${now}
        AND entered_id IN (SELECT entered_id FROM live WHERE status = 'active')
    ), used AS (
      UPDATE otp_tokens t SET status = 'used', ended_at = ${now}, debug_code = NULL
      WHERE t.id = ANY(ARRAY(SELECT id FROM usable))
      RETURNING ${returning}
    ), other AS (
      UPDATE otp_tokens t SET ${supersededSql(now)}
      WHERE t.id = ANY(ARRAY(SELECT live.id FROM live JOIN usable ON usable.id = live.entered_id WHERE live.id <> usable.id))
    )`;
}
