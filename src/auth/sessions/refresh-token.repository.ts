import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { UserRole } from '../../database/generated/enums.js';

/** Use of an account is recorded once in this time, because a refresh should not have to write the user. */
const RECORD_USE_EVERY = Prisma.sql`interval '1 hour'`;

/** A session as its access tokens describe it. */
export interface OpenSession {
  sessionId: string;
  userId: string;
  role: UserRole;
  /** When the user last entered a code in this session. */
  authTime: Date;
  expiresAt: Date;
}

export interface Rotation {
  /** Of the presented refresh token. */
  digest: string;
  /** Digest of the new refresh token. */
  successor: string;
  /** The new refresh token, encrypted under the presented one. */
  sealed: Buffer<ArrayBuffer>;
  now: Date;
  /** When the session ends if it is not refreshed again. */
  idleUntil: Date;
  /** The absolute life of a session. */
  maxAgeMs: number;
}

export interface SpentRefreshToken extends OpenSession {
  usedAt: Date | null;
  /** The refresh token that replaced it, encrypted under it; null once that one was used. */
  successorSealed: Uint8Array | null;
  successorUsed: boolean;
  /** Whether the session has ended or the refresh token has expired. */
  ended: boolean;
}

/** The table `refresh_tokens`. Spending a token and writing its successor is one conditional statement. */
@Injectable()
export class RefreshTokenRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Replaces the presented refresh token, and erases the copy of it that its predecessor kept. Only one concurrent call
   * with the same digest succeeds. Undefined for the others, and if the session has ended.
   */
  async rotate({ digest, successor, sealed, now, idleUntil, maxAgeMs }: Rotation): Promise<OpenSession | undefined> {
    const [session] = await this.prisma.$queryRaw<OpenSession[]>`
      WITH live AS (
        -- Locked, so that a session that ends at the same time is not refreshed.
        SELECT s.id, s.user_id, s.auth_time, least(${idleUntil}, ${endOfLifeSql(maxAgeMs)}) AS expires_at
        FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id
        WHERE r.digest = ${digest} AND r.expires_at > ${now} AND s.revoked_at IS NULL AND ${endOfLifeSql(maxAgeMs)} > ${now}
        FOR NO KEY UPDATE OF s
      ), spent AS (
        UPDATE refresh_tokens r SET used_at = ${now}, successor = ${successor}, successor_sealed = ${sealed}
        FROM live WHERE r.digest = ${digest} AND r.used_at IS NULL
        RETURNING live.*
      ), erased AS (
        UPDATE refresh_tokens r SET successor_sealed = NULL FROM spent
        WHERE r.session_id = spent.id AND r.successor_sealed IS NOT NULL
      ), refreshed AS (
        UPDATE sessions s SET last_used_at = ${now}, expires_at = spent.expires_at FROM spent WHERE s.id = spent.id
      ), next AS (
        INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
        SELECT ${successor}, id, ${now}, expires_at FROM spent
      ), used AS (
        UPDATE users SET last_active_at = ${now} WHERE id IN (
          -- Elsewhere users are locked before sessions, so this must not wait for one.
          SELECT u.id FROM users u JOIN spent ON spent.user_id = u.id
          WHERE coalesce(u.last_active_at, '-infinity') < ${now}::timestamptz - ${RECORD_USE_EVERY}
          FOR NO KEY UPDATE OF u SKIP LOCKED)
      )
      SELECT spent.id AS "sessionId", spent.user_id AS "userId", u.role, spent.auth_time AS "authTime",
        spent.expires_at AS "expiresAt"
      FROM spent JOIN users u ON u.id = spent.user_id`;
    return session;
  }

  async find(digest: string, now: Date, maxAgeMs: number): Promise<SpentRefreshToken | undefined> {
    const [spent] = await this.prisma.$queryRaw<SpentRefreshToken[]>`
      SELECT s.id AS "sessionId", s.user_id AS "userId", u.role, s.auth_time AS "authTime", s.expires_at AS "expiresAt",
        r.used_at AS "usedAt", r.successor_sealed AS "successorSealed",
        coalesce(n.used_at IS NOT NULL, false) AS "successorUsed",
        (s.revoked_at IS NOT NULL OR r.expires_at <= ${now} OR ${endOfLifeSql(maxAgeMs)} <= ${now}) AS ended
      FROM refresh_tokens r
      JOIN sessions s ON s.id = r.session_id
      JOIN users u ON u.id = s.user_id
      LEFT JOIN refresh_tokens n ON n.digest = r.successor
      WHERE r.digest = ${digest}`;
    return spent;
  }
}

/** When session `s` ends, however often it is refreshed. */
function endOfLifeSql(maxAgeMs: number): Prisma.Sql {
  return Prisma.sql`s.created_at + ${maxAgeMs}::float8 * interval '1 millisecond'`;
}
