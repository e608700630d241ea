import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { wentByEmailSql } from '../../messaging/index.js';
import { useOtpTokenSql } from '../otp/otp-token.sql.js';
import { releaseUnverifiedEmailSql } from '../users/unverified-email.sql.js';
import type { UserRecord } from '../users/user.repository.js';
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

/** `hasReturned`: the account was dormant. `isBlocked`: no session was opened. */
export type SignInResult = SignedInUser & { hasReturned: boolean; isBlocked: boolean };
export type SignedInUser = Omit<UserRecord, 'pendingPhone' | 'pendingEmail'> & { isNew: boolean };

@Injectable()
export class SignInRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Uses the code and opens a session for its owner in one statement, so that no code is used up without a session. Only
   * one concurrent call with the same code succeeds. A number that signs in to a dormant account may belong to somebody
   * else by now: earlier sessions end, and the account loses its role and the mark of its address.
   * A blocked user uses up the code and gets no session.
   * @returns undefined if the code is no longer live
   */
  async signIn(signIn: SignIn): Promise<SignInResult | undefined> {
    const { now, sessionId, expiresAt } = signIn;
    const returning = Prisma.sql`t.recipient, t.recipient LIKE '%@%' AS is_address,
      -- A code for a number that was sent to the owner's address does not verify the number.
      CASE WHEN NOT ${wentByEmailSql(Prisma.sql`t.id`)} THEN ${now}::timestamptz END AS phone_proved_at`;
    const columns = Prisma.sql`id, phone, phone_verified_at, email, email_verified_at, role, created_at, blocked_at`;
    const returned = Prisma.sql`EXISTS (SELECT FROM returned)`;
    const [user] = await this.prisma.$queryRaw<SignInResult[]>`
      WITH ${useOtpTokenSql({ id: signIn.otpTokenId, now, returning })}, returned AS (
        -- Locked, so that only the first of two concurrent sign-ins finds the account dormant.
        SELECT u.id FROM users u JOIN used ON u.phone = used.recipient AND phone_proved_at IS NOT NULL
        WHERE coalesce(greatest(u.last_login_at, u.last_active_at), u.created_at) < ${signIn.dormantSince}
        FOR NO KEY UPDATE OF u
      ), by_phone AS (
        INSERT INTO users (id, phone, phone_verified_at, created_at, last_login_at)
        SELECT ${signIn.newUserId}::uuid, recipient, phone_proved_at, ${now}, ${now} FROM used WHERE NOT is_address
        ON CONFLICT (phone) DO UPDATE SET last_login_at = ${now},
          phone_verified_at = coalesce(users.phone_verified_at, EXCLUDED.phone_verified_at),
          email_verified_at = CASE WHEN ${returned} THEN NULL ELSE users.email_verified_at END,
          pending_phone = CASE WHEN ${returned} THEN NULL ELSE users.pending_phone END,
          pending_email = CASE WHEN ${returned} THEN NULL ELSE users.pending_email END,
          role = CASE WHEN ${returned} THEN 'user' ELSE users.role END
        RETURNING ${columns}
      ), released AS (
        ${releaseUnverifiedEmailSql(Prisma.sql`used.recipient`, Prisma.sql`used`)} RETURNING u.id
      ), by_email AS (
        INSERT INTO users (id, email, email_verified_at, created_at, last_login_at)
        SELECT ${signIn.newUserId}::uuid, recipient, ${now}, ${now}, ${now}
        -- The count makes the release come first.
        FROM used, (SELECT count(*) FROM released) AS release WHERE is_address
        ON CONFLICT (email) DO UPDATE SET last_login_at = ${now},
          email_verified_at = coalesce(users.email_verified_at, ${now})
        RETURNING ${columns}
      ), owner AS (
        SELECT * FROM by_phone UNION ALL SELECT * FROM by_email
      ), ended AS (
        ${endSessionsSql(Prisma.sql`s.user_id = (SELECT id FROM returned)`, 'number_returned', now)}
      ), session AS (
        INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, auth_time, expires_at)
        SELECT ${sessionId}::uuid, id, ${signIn.userAgent ?? null}, ${now}, ${now}, ${now}, ${expiresAt} FROM owner
        WHERE blocked_at IS NULL
        RETURNING id
      ), refresh AS (
        INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
        SELECT ${signIn.refreshDigest}, id, ${now}, ${expiresAt} FROM session
      )
      SELECT id, phone, phone_verified_at AS "phoneVerifiedAt", email, email_verified_at AS "emailVerifiedAt", role,
        created_at AS "createdAt", id = ${signIn.newUserId}::uuid AS "isNew", ${returned} AS "hasReturned",
        blocked_at IS NOT NULL AS "isBlocked"
      FROM owner`;
    return user;
  }
}
