import { Prisma } from '../../database/generated/client.js';
import type { Channel, OtpPurpose } from '../../database/generated/enums.js';
import { insertMessagesSql, isSameChainSql, supersededSql } from '../../messaging/index.js';
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
  message?: {
    id: string;
    channel: Channel;
    recipient: string;
    country?: string;
    payload: Buffer<ArrayBuffer>;
    /** How many segments the text of an SMS has. */
    segments?: number;
  };
}

export interface IssuedRow {
  id: string;
  expiresAt: Date;
  resendAt: Date;
}

/**
 * Writes codes of different chains with their messages. If the active code of a chain could still be used, the new one
 * takes over its attempts, and one of the codes before it stays live as `replacing`: rather one that a provider has taken,
 * otherwise the newest. The others are superseded, and so are all if nothing is sent. There is no row for a code whose
 * cooldown is enforced and has not passed. Every statement locks and inserts in the order of the chains, so that no two
 * wait for each other.
 */
export function issueOtpTokensSql(otpTokens: NewOtpToken[]): Prisma.Sql {
  return Prisma.sql`
    WITH wanted AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(otpTokens.map(rowOf))}::json) AS w (id uuid, purpose otp_purpose,
        channel channel, recipient text, user_id uuid, requester_key text, code_digest text, pepper_id text,
        managed_by text, debug_code text, locale text, max_attempts int, cooldowns_ms float8[], enforce_cooldown boolean,
        traceparent text, now timestamptz, expires_at timestamptz, message_id uuid, message_channel channel,
        message_recipient text, message_country text, message_payload bytea, message_segments int)
      ORDER BY recipient, purpose, user_id
    ), chain AS MATERIALIZED (
      SELECT wanted.id AS wanted_id, live.*
      FROM wanted CROSS JOIN LATERAL (
        SELECT t.id, t.status, t.attempts, t.max_attempts, t.send_count, t.expires_at, t.resend_at, t.taken_at
        FROM otp_tokens t
        WHERE ${isSameChainSql(Prisma.sql`t`, Prisma.sql`wanted`)} AND t.status IN ('active', 'replacing')
        ORDER BY t.id FOR NO KEY UPDATE
      ) live
    ), usable AS MATERIALIZED (
      SELECT chain.* FROM chain JOIN wanted ON wanted.id = chain.wanted_id
      WHERE chain.status = 'active' AND chain.expires_at > wanted.now AND chain.attempts < chain.max_attempts
    ), allowed AS MATERIALIZED (
      SELECT wanted.id, coalesce(usable.attempts, 0) AS attempts, coalesce(usable.send_count, 0) AS sends
      FROM wanted LEFT JOIN usable ON usable.wanted_id = wanted.id
      WHERE NOT (wanted.enforce_cooldown AND coalesce(usable.resend_at > wanted.now, false))
    ), kept AS MATERIALIZED (
      SELECT DISTINCT ON (chain.wanted_id) chain.id
      FROM chain JOIN usable ON usable.wanted_id = chain.wanted_id JOIN wanted ON wanted.id = chain.wanted_id
      WHERE wanted.message_id IS NOT NULL AND chain.expires_at > wanted.now
      ORDER BY chain.wanted_id, chain.taken_at IS NULL, chain.status <> 'active'
    ), fates AS MATERIALIZED (
      SELECT chain.id, chain.status, kept.id IS NOT NULL AS stays
      FROM chain JOIN allowed ON allowed.id = chain.wanted_id LEFT JOIN kept ON kept.id = chain.id
    ), ended AS (
      -- An array, because a join may be planned as a scan of the whole table.
      UPDATE otp_tokens t SET ${supersededSql(latestOf(otpTokens))}
      WHERE t.id = ANY(ARRAY(SELECT id FROM fates WHERE NOT stays))
      RETURNING t.id
    ), replaced AS (
      UPDATE otp_tokens t SET status = 'replacing' FROM (SELECT count(*) FROM ended) AS first
      WHERE t.id = ANY(ARRAY(SELECT id FROM fates WHERE stays AND status = 'active'))
      RETURNING t.id
    ), token AS (
      INSERT INTO otp_tokens (id, purpose, channel, recipient, user_id, requester_key, status, code_digest, pepper_id,
        managed_by, debug_code, is_test_number, attempts, attempts_at_issue, max_attempts, send_count, locale, created_at,
        expires_at, resend_at, taken_at, traceparent)
      SELECT w.id, w.purpose, w.channel, w.recipient, w.user_id, w.requester_key, 'active', w.code_digest, w.pepper_id,
        w.managed_by, w.debug_code, w.message_id IS NULL, allowed.attempts, allowed.attempts, w.max_attempts,
        allowed.sends + 1, w.locale, w.now, w.expires_at,
        w.now + interval '1 millisecond' * w.cooldowns_ms[least(allowed.sends + 1, cardinality(w.cooldowns_ms))],
        CASE WHEN w.message_id IS NULL THEN w.now END, w.traceparent
      FROM wanted w JOIN allowed ON allowed.id = w.id, (SELECT count(*) FROM ended) AS first,
        (SELECT count(*) FROM replaced) AS second
      ORDER BY w.recipient, w.purpose, w.user_id
      RETURNING id, expires_at, resend_at
    ), message AS (${insertCodesSql()})
    SELECT id, expires_at AS "expiresAt", resend_at AS "resendAt" FROM token`;
}

/** Inserts the messages of the codes in `token`. */
function insertCodesSql(): Prisma.Sql {
  const { sql } = Prisma;
  return insertMessagesSql(
    {
      id: sql`w.message_id`,
      channel: sql`w.message_channel`,
      kind: 'otp',
      recipient: sql`w.message_recipient`,
      country: sql`w.message_country`,
      payload: sql`w.message_payload`,
      otpTokenId: sql`w.id`,
      segments: sql`w.message_segments`,
      traceparent: sql`w.traceparent`,
      createdAt: sql`w.now`,
      expiresAt: sql`w.expires_at`,
    },
    sql`token JOIN wanted w ON w.id = token.id WHERE w.message_id IS NOT NULL`,
  );
}

function rowOf({ digest, policy, message, ...otpToken }: NewOtpToken) {
  return {
    id: otpToken.id,
    purpose: otpToken.purpose,
    channel: otpToken.channel,
    recipient: otpToken.recipient,
    user_id: otpToken.userId,
    requester_key: otpToken.requesterKey,
    code_digest: digest.digest,
    pepper_id: digest.pepperId,
    managed_by: otpToken.managedBy,
    debug_code: otpToken.debugCode,
    locale: otpToken.locale,
    max_attempts: policy.maxAttempts,
    cooldowns_ms: policy.cooldownsMs,
    enforce_cooldown: otpToken.enforceCooldown,
    traceparent: otpToken.traceparent,
    now: otpToken.now,
    expires_at: new Date(otpToken.now.getTime() + policy.lifetimeMs),
    message_id: message?.id,
    message_channel: message?.channel,
    message_recipient: message?.recipient,
    message_country: message?.country,
    message_segments: message?.segments,
    message_payload: message && `\\x${message.payload.toString('hex')}`,
  };
}

function latestOf(otpTokens: NewOtpToken[]): Date {
  return new Date(Math.max(...otpTokens.map(({ now }) => now.getTime())));
}
