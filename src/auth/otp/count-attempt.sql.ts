import { Prisma } from '../../database/generated/client.js';
import type { Channel, OtpPurpose } from '../../database/generated/enums.js';
import { isSameChainSql } from '../../messaging/index.js';

/** Selects the codes that a guess can match: those of a recipient, or those of the chain of a challenge. */
export type OtpTokenSelector = ({ recipient: string } | { challengeId: string }) & {
  purpose: OtpPurpose;
  /** The signed-in user who requested the code; where absent, only codes that were requested without signing in. */
  userId?: string;
};

/** What `countAttemptSql` returns. Everything is null if the live code changed while the statement waited for it. */
export interface CountedRow {
  id: string;
  digest: string;
  pepperId: string;
  managedBy: string | null;
  recipient: string;
  channel: Channel;
  traceparent: string | null;
  requesterKey: string;
  attempts: number;
  maxAttempts: number;
  isFirstOfChallenge: boolean;
  /** The `replacing` code, if it is live too. */
  olderId: string | null;
  olderDigest: string;
  olderPepperId: string;
  olderManagedBy: string | null;
}

/**
 * Counts one attempt on the active code, and returns it with the code that it is replacing. Without a live code there is
 * no row.
 */
export function countAttemptSql(selector: OtpTokenSelector, now: Date): Prisma.Sql {
  const isLive = Prisma.sql`t.status = 'active' AND t.attempts < t.max_attempts AND t.expires_at > ${now}`;
  return Prisma.sql`
    WITH live AS MATERIALIZED (
      ${selectSql(selector, now)} AND ${isLive}
    ), counted AS (
      UPDATE otp_tokens t SET attempts = t.attempts + 1 FROM live WHERE t.id = live.id AND ${isLive}
      RETURNING t.id, t.recipient, t.channel, t.traceparent, t.purpose, t.user_id, t.code_digest, t.pepper_id, t.managed_by, t.attempts,
        t.attempts_at_issue, t.max_attempts
    )
    SELECT t.id, t.code_digest AS digest, t.pepper_id AS "pepperId", t.managed_by AS "managedBy", t.recipient, t.channel,
      t.traceparent,
      live.requester_key AS "requesterKey", t.attempts, t.max_attempts AS "maxAttempts",
      live.is_unguessed AND t.attempts = t.attempts_at_issue + 1 AS "isFirstOfChallenge",
      older.id AS "olderId", older.code_digest AS "olderDigest", older.pepper_id AS "olderPepperId",
      older.managed_by AS "olderManagedBy"
    FROM live LEFT JOIN counted t ON t.id = live.id
    LEFT JOIN otp_tokens older ON ${isSameChainSql(Prisma.sql`older`, Prisma.sql`t`)}
      AND older.status = 'replacing' AND older.expires_at > ${now}`;
}

/** Selects the code `t` on which the guess counts, and whether the challenge it names was guessed at before it was replaced. */
function selectSql({ purpose, userId, ...selector }: OtpTokenSelector, now: Date): Prisma.Sql {
  const owner = userId ?? null;
  if ('recipient' in selector) {
    return Prisma.sql`
      SELECT t.id, t.requester_key, false AS is_unguessed FROM otp_tokens t
      WHERE t.recipient = ${selector.recipient} AND t.purpose = ${purpose}::otp_purpose
        AND t.user_id IS NOT DISTINCT FROM ${owner}::uuid`;
  }
  return Prisma.sql`
    SELECT t.id, entered.requester_key,
      entered.id = t.id OR entered.attempts = entered.attempts_at_issue AS is_unguessed
    FROM otp_tokens entered JOIN otp_tokens t ON ${isSameChainSql(Prisma.sql`t`, Prisma.sql`entered`)}
    WHERE entered.id = ${selector.challengeId}::uuid AND entered.purpose = ${purpose}::otp_purpose
      AND entered.user_id IS NOT DISTINCT FROM ${owner}::uuid AND entered.status IN ('active', 'replacing')
      AND entered.expires_at > ${now}`;
}
