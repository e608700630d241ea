import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

export interface SignIn {
  tokenId: string;
  /** Used when the number is new. */
  newUserId: string;
  sessionId: string;
  refreshDigest: string;
  refreshExpiresAt: Date;
  userAgent?: string;
  now: Date;
}

export interface SignedInUser {
  id: string;
  phone: string | null;
  isNew: boolean;
  createdAt: Date;
}

@Injectable()
export class SignInRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Uses the code and opens a session for its owner, in one statement: a code is never used up without a session, and of
   * any number of calls with the same code one succeeds. Undefined when the code was used, replaced or ran out.
   */
  async signIn(signIn: SignIn): Promise<SignedInUser | undefined> {
    const { now } = signIn;
    const [user] = await this.prisma.$queryRaw<SignedInUser[]>`
      WITH used AS (
        UPDATE otp_tokens SET status = 'used', ended_at = ${now}, debug_code = NULL
        WHERE id = ${signIn.tokenId}::uuid AND status = 'active' AND expires_at > ${now}
        RETURNING recipient
      ), owner AS (
        INSERT INTO users (id, phone, phone_verified_at, created_at, last_login_at)
        SELECT ${signIn.newUserId}::uuid, recipient, ${now}, ${now}, ${now} FROM used
        ON CONFLICT (phone) DO UPDATE SET last_login_at = ${now},
          phone_verified_at = coalesce(users.phone_verified_at, ${now})
        RETURNING id, phone, created_at
      ), session AS (
        INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
        SELECT ${signIn.sessionId}::uuid, id, ${signIn.userAgent ?? null}, ${now}, ${now}, ${signIn.refreshExpiresAt}
        FROM owner
        RETURNING id
      ), refresh AS (
        INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
        SELECT ${signIn.refreshDigest}, id, ${now}, ${signIn.refreshExpiresAt} FROM session
      )
      SELECT id, phone, created_at AS "createdAt", id = ${signIn.newUserId}::uuid AS "isNew" FROM owner`;
    return user;
  }
}
