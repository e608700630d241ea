import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { wentByEmailSql } from '../../messaging/index.js';
import { useOtpTokenSql } from '../otp/otp-token.sql.js';
import type { UserRecord } from '../users/user.repository.js';

export interface SignIn {
  otpTokenId: string;
  /** The id of the user if the number or address is new. */
  newUserId: string;
  sessionId: string;
  refreshDigest: string;
  refreshExpiresAt: Date;
  userAgent?: string;
  now: Date;
}

export type SignedInUser = Omit<UserRecord, 'pendingPhone' | 'pendingEmail'> & { isNew: boolean };

@Injectable()
export class SignInRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Uses the code and opens a session for its owner in one statement, so that no code is used up without a session. Only
   * one concurrent call with the same code succeeds. Undefined if the code is no longer live.
   */
  async signIn(signIn: SignIn): Promise<SignedInUser | undefined> {
    const { now } = signIn;
    const returning = Prisma.sql`t.recipient, t.recipient LIKE '%@%' AS is_address,
      -- A code for a number that was sent to the owner's address does not verify the number.
      CASE WHEN NOT ${wentByEmailSql(Prisma.sql`t.id`)} THEN ${now}::timestamptz END AS phone_proved_at`;
    const columns = Prisma.sql`id, phone, phone_verified_at, email, email_verified_at, role, created_at`;
    const [user] = await this.prisma.$queryRaw<SignedInUser[]>`
      WITH ${useOtpTokenSql({ id: signIn.otpTokenId, now, returning })}, by_phone AS (
        INSERT INTO users (id, phone, phone_verified_at, created_at, last_login_at)
        SELECT ${signIn.newUserId}::uuid, recipient, phone_proved_at, ${now}, ${now} FROM used WHERE NOT is_address
        ON CONFLICT (phone) DO UPDATE SET last_login_at = ${now},
          phone_verified_at = coalesce(users.phone_verified_at, EXCLUDED.phone_verified_at)
        RETURNING ${columns}
      ), by_email AS (
        INSERT INTO users (id, email, email_verified_at, created_at, last_login_at)
        SELECT ${signIn.newUserId}::uuid, recipient, ${now}, ${now}, ${now} FROM used WHERE is_address
        ON CONFLICT (email) DO UPDATE SET last_login_at = ${now},
          email_verified_at = coalesce(users.email_verified_at, ${now})
        RETURNING ${columns}
      ), owner AS (
        SELECT * FROM by_phone UNION ALL SELECT * FROM by_email
      ), session AS (
        INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
        SELECT ${signIn.sessionId}::uuid, id, ${signIn.userAgent ?? null}, ${now}, ${now}, ${signIn.refreshExpiresAt}
        FROM owner
        RETURNING id
      ), refresh AS (
        INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
        SELECT ${signIn.refreshDigest}, id, ${now}, ${signIn.refreshExpiresAt} FROM session
      )
      SELECT id, phone, phone_verified_at AS "phoneVerifiedAt", email, email_verified_at AS "emailVerifiedAt", role,
        created_at AS "createdAt", id = ${signIn.newUserId}::uuid AS "isNew"
      FROM owner`;
    return user;
  }
}
