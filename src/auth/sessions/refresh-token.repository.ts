import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { UserRole } from '../../database/generated/enums.js';

export interface SessionOwner {
  sessionId: string;
  userId: string;
  role: UserRole;
}

export interface SpentRefreshToken extends SessionOwner {
  usedAt: Date | null;
  /** Digest of the refresh token that replaced it. */
  successor: string | null;
  successorUsed: boolean;
  /** Whether the session was revoked or the refresh token has expired. */
  ended: boolean;
}

/** The table `refresh_tokens`. Spending a token and writing its successor is one conditional statement. */
@Injectable()
export class RefreshTokenRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Only one concurrent call with the same digest succeeds. Undefined for the others, and if the session has ended. */
  async rotate(digest: string, successor: string, now: Date, expiresAt: Date): Promise<SessionOwner | undefined> {
    const [owner] = await this.prisma.$queryRaw<SessionOwner[]>`
      WITH spent AS (
        UPDATE refresh_tokens r SET used_at = ${now}, successor = ${successor}
        FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE r.digest = ${digest} AND r.used_at IS NULL AND r.expires_at > ${now}
          AND s.id = r.session_id AND s.revoked_at IS NULL
        RETURNING r.session_id, s.user_id, u.role
      ), touched AS (
        UPDATE sessions SET last_used_at = ${now}, expires_at = ${expiresAt}
        WHERE id IN (SELECT session_id FROM spent)
      ), next AS (
        INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
        SELECT ${successor}, session_id, ${now}, ${expiresAt} FROM spent
      )
      SELECT session_id AS "sessionId", user_id AS "userId", role FROM spent`;
    return owner;
  }

  async find(digest: string, now: Date): Promise<SpentRefreshToken | undefined> {
    const [spent] = await this.prisma.$queryRaw<SpentRefreshToken[]>`
      SELECT r.session_id AS "sessionId", s.user_id AS "userId", u.role, r.used_at AS "usedAt", r.successor,
        coalesce(n.used_at IS NOT NULL, false) AS "successorUsed",
        (s.revoked_at IS NOT NULL OR r.expires_at <= ${now}) AS ended
      FROM refresh_tokens r
      JOIN sessions s ON s.id = r.session_id
      JOIN users u ON u.id = s.user_id
      LEFT JOIN refresh_tokens n ON n.digest = r.successor
      WHERE r.digest = ${digest}`;
    return spent;
  }
}
