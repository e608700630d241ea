import { Prisma } from '../../database/generated/client.js';
import type { Channel, OtpPurpose } from '../../database/generated/enums.js';
import { insertMessagesSql, supersededSql } from '../../messaging/index.js';
import type { CodeDigest } from './code-hasher.js';
import type { OtpPolicy } from './otp.policy.js';

export interface NewOtpToken {
  id: string;
  purpose: OtpPurpose;
  /** The channel that was requested; the message may use another one. */
  channel: Channel;
  recipient: string;
  /** The signed-in user who requests the code. */
  userId?: string;
  /** From `LimitService.requesterKeyOf`. */
  requesterKey: string;
  digest: CodeDigest;
  /** Provider that makes and checks the code itself. */
  managedBy?: string;
  debugCode?: string;
  locale: string;
  policy: OtpPolicy;
  enforceCooldown: boolean;
  /** W3C trace context of the request. */
  traceparent?: string;
  now: Date;
  /** Absent for test numbers, because nothing is sent to them. */
  message?: { id: string; channel: Channel; recipient: string; country?: string; payload: Buffer<ArrayBuffer> };
}

/**
 * Writes a code and its message. If the active code could still be used, the new one takes over its attempts, and one of
 * the codes before it stays live as `replacing`: rather one that a provider has taken, otherwise the newest. The others
 * are superseded, and so are all if nothing is sent. Nothing happens if the cooldown is enforced and has not passed.
 */
export function issueOtpTokenSql(otpToken: NewOtpToken): Prisma.Sql {
  const { now, policy, message } = otpToken;
  const userId = otpToken.userId ?? null;
  const expiresAt = new Date(now.getTime() + policy.lifetimeMs);
  const isSent = message !== undefined;
  return Prisma.sql`
    WITH chain AS MATERIALIZED (
      SELECT id, status, attempts, max_attempts, send_count, expires_at, resend_at, taken_at FROM otp_tokens
      WHERE recipient = ${otpToken.recipient} AND purpose = ${otpToken.purpose}::otp_purpose
        AND user_id IS NOT DISTINCT FROM ${userId}::uuid AND status IN ('active', 'replacing')
      ORDER BY id FOR NO KEY UPDATE
    ), usable AS MATERIALIZED (
      SELECT * FROM chain WHERE status = 'active' AND expires_at > ${now} AND attempts < max_attempts
    ), allowed AS MATERIALIZED (
      SELECT coalesce(sum(attempts), 0)::int AS attempts, coalesce(sum(send_count), 0)::int AS sends FROM usable
      HAVING NOT (${otpToken.enforceCooldown} AND coalesce(bool_or(resend_at > ${now}), false))
    ), kept AS MATERIALIZED (
      SELECT chain.id FROM chain, usable WHERE ${isSent} AND chain.expires_at > ${now}
      ORDER BY chain.taken_at IS NULL, chain.status <> 'active' LIMIT 1
    ), fates AS MATERIALIZED (
      SELECT chain.id, chain.status, kept.id IS NOT NULL AS stays
      FROM allowed, chain LEFT JOIN kept ON kept.id = chain.id
    ), ended AS (
      UPDATE otp_tokens t SET ${supersededSql(now)} FROM fates WHERE t.id = fates.id AND NOT fates.stays
      RETURNING t.id
    ), replaced AS (
      UPDATE otp_tokens t SET status = 'replacing' FROM fates, (SELECT count(*) FROM ended) AS first
      WHERE t.id = fates.id AND fates.stays AND fates.status = 'active'
      RETURNING t.id
    ), token AS (
      INSERT INTO otp_tokens (id, purpose, channel, recipient, user_id, requester_key, status, code_digest, pepper_id,
        managed_by, debug_code, is_test_number, attempts, attempts_at_issue, max_attempts, send_count, locale, created_at,
        expires_at, resend_at, taken_at, traceparent)
      SELECT ${otpToken.id}::uuid, ${otpToken.purpose}::otp_purpose, ${otpToken.channel}::channel, ${otpToken.recipient},
        ${userId}::uuid, ${otpToken.requesterKey}, 'active', ${otpToken.digest.digest}, ${otpToken.digest.pepperId},
        ${otpToken.managedBy ?? null}, ${otpToken.debugCode ?? null}, ${!isSent}, allowed.attempts, allowed.attempts,
        ${policy.maxAttempts}, allowed.sends + 1, ${otpToken.locale}, ${now}, ${expiresAt},
        ${now}::timestamptz + interval '1 millisecond'
          * (${policy.cooldownsMs}::float8[])[least(allowed.sends + 1, ${policy.cooldownsMs.length})],
        ${isSent ? null : now}::timestamptz, ${otpToken.traceparent ?? null}
      FROM allowed, (SELECT count(*) FROM ended) AS first, (SELECT count(*) FROM replaced) AS second
      RETURNING id, created_at, expires_at, resend_at
    )${message ? Prisma.sql`, message AS (${insertCodeSql(otpToken.traceparent, message)})` : Prisma.empty}
    SELECT expires_at AS "expiresAt", resend_at AS "resendAt" FROM token`;
}

/** Inserts the message of the code in `token`. */
function insertCodeSql(traceparent: string | undefined, message: NonNullable<NewOtpToken['message']>): Prisma.Sql {
  const columns = { otpTokenId: Prisma.sql`id`, createdAt: Prisma.sql`created_at`, expiresAt: Prisma.sql`expires_at` };
  return insertMessagesSql({ ...message, ...columns, kind: 'otp', traceparent }, Prisma.sql`token`);
}
