import { Prisma } from '../../database/generated/client.js';
import { isSameChainSql, supersededSql } from '../../messaging/index.js';

/**
 * Uses a code for good and supersedes the other live code of its chain: parts for the WITH of a statement. Those that
 * follow read `returning`, expressions over the row `t`, from `used`, which is empty if the code is no longer live. A code
 * that is `replacing` counts as no longer live until the statement sees its successor; see `isLive`.
 */
export function useOtpTokenSql({
  id,
  userId,
  now,
  returning,
}: {
  id: string;
  userId?: string;
  now: Date;
  returning: Prisma.Sql;
}): Prisma.Sql {
  const byUser = userId === undefined ? Prisma.empty : Prisma.sql`AND entered.user_id = ${userId}::uuid`;
  return Prisma.sql`
    live AS MATERIALIZED (
      SELECT t.id, t.status, t.expires_at
      FROM otp_tokens entered JOIN otp_tokens t ON ${isSameChainSql(Prisma.sql`t`, Prisma.sql`entered`)}
      WHERE entered.id = ${id}::uuid ${byUser} AND t.status IN ('active', 'replacing')
      ORDER BY t.id FOR NO KEY UPDATE OF t
    ), usable AS MATERIALIZED (
      SELECT id FROM live
      WHERE id = ${id}::uuid AND expires_at > ${now} AND EXISTS (SELECT FROM live WHERE status = 'active')
    ), used AS (
      UPDATE otp_tokens t SET status = 'used', ended_at = ${now}, debug_code = NULL
      FROM usable WHERE t.id = usable.id
      RETURNING ${returning}
    ), other AS (
      UPDATE otp_tokens t SET ${supersededSql(now)}
      FROM live JOIN usable ON live.id <> usable.id WHERE t.id = live.id
    )`;
}
