import { Prisma } from '../../database/generated/client.js';
import { wentByEmailSql } from '../../messaging/index.js';
import { useOtpTokensSql } from '../otp/otp-token.sql.js';
import { releaseUnverifiedEmailSql } from '../users/unverified-email.sql.js';
import { endSessionsSql } from './session.repository.js';

export interface SignIn {
  otpTokenId: string;
  /** The id of the user if the number or address is new. */
  newUserId: string;
  sessionId: string;
  refreshDigest: string;
  /** When the session ends if it is not refreshed. */
  expiresAt: Date;
  /** An account that was last used before then is dormant. */
  dormantSince: Date;
  userAgent?: string;
  now: Date;
}

/**
 * Uses codes and opens a session for the owner of each, in one statement, so that no code is used up without a session. A
 * number that signs in to a dormant account may belong to somebody else by now: earlier sessions end, and the account loses
 * its role and the mark of its address. A blocked user uses up the code and gets no session. There is no row for a code that
 * is no longer live. Codes are locked first, then users by id.
 * @param now the time of the latest of them
 */
export function signInSql(signIns: SignIn[], now: Date): Prisma.Sql {
  const { sql } = Prisma;
  const returning = sql`t.id, t.recipient, t.recipient LIKE '%@%' AS is_address,
    -- A code for a number that was sent to the owner's address does not verify the number.
    CASE WHEN NOT ${wentByEmailSql(sql`t.id`)} THEN ${now}::timestamptz END AS phone_proved_at`;
  const columns = sql`id, phone, phone_verified_at, email, email_verified_at, role, created_at, blocked_at`;
  const hasReturned = sql`users.id IN (SELECT id FROM returned)`;
  return sql`
    WITH wanted AS MATERIALIZED (
      SELECT *, NULL::uuid AS user_id FROM json_to_recordset(${JSON.stringify(signIns.map(rowOf))}::json)
        AS w (otp_token_id uuid, new_user_id uuid, session_id uuid, refresh_digest text, expires_at timestamptz,
        dormant_since timestamptz, user_agent text, now timestamptz)
    ), ${useOtpTokensSql({ now, returning })}, known AS MATERIALIZED (
      -- Locked, so that only the first of two concurrent sign-ins finds the account dormant.
      SELECT u.id, u.phone, coalesce(greatest(u.last_login_at, u.last_active_at), u.created_at) AS last_used_at
      FROM users u WHERE u.id = ANY(ARRAY(
        SELECT owner.id FROM used CROSS JOIN LATERAL (
          (SELECT id FROM users WHERE phone = used.recipient LIMIT 1) UNION ALL
          (SELECT id FROM users WHERE email = used.recipient LIMIT 1)) owner))
      ORDER BY u.id FOR NO KEY UPDATE
    ), returned AS MATERIALIZED (
      SELECT known.id FROM known JOIN used ON used.recipient = known.phone AND used.phone_proved_at IS NOT NULL
      JOIN wanted w ON w.otp_token_id = used.id AND known.last_used_at < w.dormant_since
    ), by_phone AS (
      INSERT INTO users (id, phone, phone_verified_at, created_at, last_login_at)
      SELECT w.new_user_id, used.recipient, used.phone_proved_at, w.now, w.now
      -- The count makes the locks come first.
      FROM used JOIN wanted w ON w.otp_token_id = used.id, (SELECT count(*) FROM known) AS locks
      WHERE NOT used.is_address
      ORDER BY used.recipient
      ON CONFLICT (phone) DO UPDATE SET last_login_at = EXCLUDED.last_login_at,
        phone_verified_at = coalesce(users.phone_verified_at, EXCLUDED.phone_verified_at),
        email_verified_at = CASE WHEN ${hasReturned} THEN NULL ELSE users.email_verified_at END,
        pending_phone = CASE WHEN ${hasReturned} THEN NULL ELSE users.pending_phone END,
        pending_email = CASE WHEN ${hasReturned} THEN NULL ELSE users.pending_email END,
        role = CASE WHEN ${hasReturned} THEN 'user' ELSE users.role END
      RETURNING ${columns}
    ), released AS (
      ${releaseUnverifiedEmailSql(sql`used.recipient`, sql`used`)} RETURNING u.id
    ), by_email AS (
      INSERT INTO users (id, email, email_verified_at, created_at, last_login_at)
      SELECT w.new_user_id, used.recipient, w.now, w.now, w.now
      -- The count makes the release come first.
      FROM used JOIN wanted w ON w.otp_token_id = used.id, (SELECT count(*) FROM released) AS release
      WHERE used.is_address
      ORDER BY used.recipient
      ON CONFLICT (email) DO UPDATE SET last_login_at = EXCLUDED.last_login_at,
        email_verified_at = coalesce(users.email_verified_at, EXCLUDED.last_login_at)
      RETURNING ${columns}
    ), owner AS (
      SELECT used.id AS otp_token_id, by_phone.* FROM by_phone JOIN used ON used.recipient = by_phone.phone
      UNION ALL
      SELECT used.id AS otp_token_id, by_email.* FROM by_email JOIN used ON used.recipient = by_email.email
    ), ended AS (
      ${endSessionsSql(sql`s.user_id = ANY(ARRAY(SELECT id FROM returned))`, 'number_returned', now)}
    ), session AS (
      INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, auth_time, expires_at)
      SELECT w.session_id, owner.id, w.user_agent, w.now, w.now, w.now, w.expires_at
      FROM owner JOIN wanted w ON w.otp_token_id = owner.otp_token_id
      WHERE owner.blocked_at IS NULL
      RETURNING id
    ), refresh AS (
      INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
      SELECT w.refresh_digest, session.id, w.now, w.expires_at FROM session JOIN wanted w ON w.session_id = session.id
    )
    SELECT owner.otp_token_id AS "otpTokenId", owner.id, phone, phone_verified_at AS "phoneVerifiedAt", email,
      email_verified_at AS "emailVerifiedAt", role, created_at AS "createdAt", owner.id = w.new_user_id AS "isNew",
      owner.id IN (SELECT id FROM returned) AS "hasReturned", blocked_at IS NOT NULL AS "isBlocked"
    FROM owner JOIN wanted w ON w.otp_token_id = owner.otp_token_id`;
}

function rowOf(signIn: SignIn) {
  return {
    otp_token_id: signIn.otpTokenId,
    new_user_id: signIn.newUserId,
    session_id: signIn.sessionId,
    refresh_digest: signIn.refreshDigest,
    expires_at: signIn.expiresAt,
    dormant_since: signIn.dormantSince,
    user_agent: signIn.userAgent,
    now: signIn.now,
  };
}
