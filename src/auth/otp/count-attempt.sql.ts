import { Prisma } from '../../database/generated/client.js';
import type { Channel, OtpPurpose } from '../../database/generated/enums.js';
import { isSameChainSql, lockOrderSql } from '../../messaging/index.js';

/** Selects the codes that a guess can match: those of a recipient, or those of the chain of a challenge. */
export type OtpTokenSelector = ({ recipient: string } | { challengeId: string }) & {
  purpose: OtpPurpose;
  /** The signed-in user who requested the code; where absent, only codes that were requested without signing in. */
  userId?: string;
};

/** A guess that wants to be compared. */
export interface NewAttempt {
  selector: OtpTokenSelector;
  now: Date;
}

/**
 * What `countAttemptsSql` returns. Everything but `request` is null if the live code changed while the statement waited for
 * it, or another guess of the statement was counted on it.
 */
export interface CountedRow {
  /** The position of the guess. */
  request: number;
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
 * Counts one attempt for each guess on the active code that it can mean, and returns it with the code that it is replacing.
 * Without a live code there is no row. A code is counted on once, and codes are locked in the order of their chains.
 */
export function countAttemptsSql(attempts: NewAttempt[]): Prisma.Sql {
  const isLive = Prisma.sql`t.status = 'active' AND t.attempts < t.max_attempts`;
  return Prisma.sql`
    WITH wanted AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(attempts.map(rowOf))}::json)
        AS w (request int, recipient text, challenge_id uuid, purpose otp_purpose, user_id uuid, now timestamptz)
    ), found AS MATERIALIZED (
      SELECT w.request, w.now, live.* FROM wanted w CROSS JOIN LATERAL (${selectSql(isLive)}) live
    ), first AS MATERIALIZED (
      SELECT DISTINCT ON (id) id, request FROM found ORDER BY id, request
    ), locked AS MATERIALIZED (
      -- The cast keeps PostgreSQL from searching the ids in the partial index of all active codes.
      SELECT t.id FROM otp_tokens t
      WHERE t.id = ANY(ARRAY(SELECT id FROM first)) AND t.status::text = 'active' AND t.attempts < t.max_attempts
      ORDER BY ${lockOrderSql(Prisma.sql`t`)} FOR NO KEY UPDATE
    ), counted AS (
      UPDATE otp_tokens t SET attempts = t.attempts + 1 WHERE t.id = ANY(ARRAY(SELECT id FROM locked))
      RETURNING t.id, t.recipient, t.channel, t.traceparent, t.purpose, t.user_id, t.code_digest, t.pepper_id,
        t.managed_by, t.attempts, t.attempts_at_issue, t.max_attempts
    )
    SELECT found.request, t.id, t.code_digest AS digest, t.pepper_id AS "pepperId", t.managed_by AS "managedBy",
      t.recipient, t.channel, t.traceparent, found.requester_key AS "requesterKey", t.attempts,
      t.max_attempts AS "maxAttempts",
      found.is_unguessed AND t.attempts = t.attempts_at_issue + 1 AS "isFirstOfChallenge",
      older.id AS "olderId", older.code_digest AS "olderDigest", older.pepper_id AS "olderPepperId",
      older.managed_by AS "olderManagedBy"
    FROM found LEFT JOIN first ON first.request = found.request
    LEFT JOIN counted t ON t.id = first.id
    LEFT JOIN LATERAL (
      SELECT o.id, o.code_digest, o.pepper_id, o.managed_by FROM otp_tokens o
      WHERE ${isSameChainSql(Prisma.sql`o`, Prisma.sql`t`)} AND o.status = 'replacing' AND o.expires_at > found.now LIMIT 1
    ) older ON true`;
}

/** Selects the code `t` on which the guess `w` counts, and whether the challenge it names was guessed at before it was replaced. */
function selectSql(isLive: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT t.id, t.requester_key, false AS is_unguessed FROM otp_tokens t
    WHERE w.challenge_id IS NULL AND ${isSameChainSql(Prisma.sql`t`, Prisma.sql`w`)} AND ${isLive} AND t.expires_at > w.now
    UNION ALL
    SELECT t.id, entered.requester_key,
      entered.id = t.id OR entered.attempts = entered.attempts_at_issue AS is_unguessed
    FROM otp_tokens entered JOIN LATERAL (
      SELECT * FROM otp_tokens t WHERE ${isSameChainSql(Prisma.sql`t`, Prisma.sql`entered`)} AND ${isLive} LIMIT 1
    ) t ON t.expires_at > w.now
    WHERE entered.id = w.challenge_id AND entered.purpose = w.purpose AND entered.user_id IS NOT DISTINCT FROM w.user_id
      AND entered.status IN ('active', 'replacing') AND entered.expires_at > w.now`;
}

function rowOf({ selector: { purpose, userId, ...selector }, now }: NewAttempt, request: number) {
  const code = 'challengeId' in selector ? { challenge_id: selector.challengeId } : { recipient: selector.recipient };
  return { request, ...code, purpose, user_id: userId, now };
}
