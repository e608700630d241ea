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

export interface RotatedRow extends OpenSession {
  /** Of the presented refresh token. */
  digest: string;
}

/**
 * Replaces refresh tokens, and erases the copy of each that its predecessor kept. There is no row for a token that was spent
 * or has expired, or whose session has ended. Sessions are locked in the order of their ids.
 */
export function rotateSql(rotations: Rotation[]): Prisma.Sql {
  const now = new Date(Math.max(...rotations.map((rotation) => rotation.now.getTime())));
  const endOfLife = endOfLifeSql(Prisma.sql`found.max_age_ms`);
  return Prisma.sql`
    WITH wanted AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(rotations.map(rowOf))}::json) AS w (digest text, successor text,
        sealed bytea, now timestamptz, idle_until timestamptz, max_age_ms float8)
    ), found AS MATERIALIZED (
      SELECT w.*, r.session_id FROM wanted w CROSS JOIN LATERAL (
        SELECT session_id FROM refresh_tokens WHERE digest = w.digest AND expires_at > w.now AND used_at IS NULL LIMIT 1
      ) r
      ORDER BY r.session_id
    ), live AS MATERIALIZED (
      SELECT found.*, s.user_id, s.auth_time, least(found.idle_until, s.end_of_life) AS expires_at
      FROM found CROSS JOIN LATERAL (
        -- Locked, so that a session that ends at the same time is not refreshed.
        SELECT s.user_id, s.auth_time, ${endOfLife} AS end_of_life FROM sessions s
        WHERE s.id = found.session_id AND s.revoked_at IS NULL AND ${endOfLife} > found.now
        FOR NO KEY UPDATE
      ) s
    ), spent AS (
      -- The array, because a join alone may be planned as a scan of the whole table. So below.
      UPDATE refresh_tokens r SET used_at = live.now, successor = live.successor, successor_sealed = live.sealed
      FROM live WHERE r.digest = live.digest AND r.digest = ANY(ARRAY(SELECT digest FROM live)) AND r.used_at IS NULL
      RETURNING live.*
    ), erased AS (
      UPDATE refresh_tokens SET successor_sealed = NULL
      WHERE session_id = ANY(ARRAY(SELECT session_id FROM spent)) AND successor_sealed IS NOT NULL
    ), refreshed AS (
      UPDATE sessions s SET last_used_at = spent.now, expires_at = spent.expires_at
      FROM spent WHERE s.id = spent.session_id AND s.id = ANY(ARRAY(SELECT session_id FROM spent))
    ), next AS (
      INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
      SELECT successor, session_id, now, expires_at FROM spent
    ), used AS (
      UPDATE users SET last_active_at = ${now} WHERE id = ANY(ARRAY(
        -- Elsewhere users are locked before sessions, so this must not wait for one.
        SELECT u.id FROM users u WHERE u.id = ANY(ARRAY(SELECT user_id FROM spent))
          AND coalesce(u.last_active_at, '-infinity') < ${now}::timestamptz - ${RECORD_USE_EVERY}
        FOR NO KEY UPDATE SKIP LOCKED))
    )
    SELECT spent.digest, spent.session_id AS "sessionId", spent.user_id AS "userId", u.role,
      spent.auth_time AS "authTime", spent.expires_at AS "expiresAt"
    FROM spent CROSS JOIN LATERAL (SELECT role FROM users WHERE id = spent.user_id LIMIT 1) u`;
}

/** When session `s` ends, however often it is refreshed. */
export function endOfLifeSql(maxAgeMs: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`s.created_at + ${maxAgeMs} * interval '1 millisecond'`;
}

function rowOf({ digest, successor, sealed, now, idleUntil, maxAgeMs }: Rotation) {
  return {
    digest,
    successor,
    sealed: `\\x${sealed.toString('hex')}`,
    now,
    idle_until: idleUntil,
    max_age_ms: maxAgeMs,
  };
}
