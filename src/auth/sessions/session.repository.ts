import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { UserRole } from '../../database/generated/enums.js';

/**
 * `logout`: the session logged out, or another one of the user logged out everywhere. `reuse`: its refresh token was
 * reused. `ended_by_user`: the user ended it from the list. `contact_changed`: another session changed the number or the
 * address of the account. `number_returned`: the number signed in after the account was dormant. `blocked`,
 * `ended_by_admin`, `erased`: an administrator blocked the user, ended the user's sessions, or erased the user.
 */
export type EndReason =
  | 'logout'
  | 'reuse'
  | 'ended_by_user'
  | 'contact_changed'
  | 'number_returned'
  | 'blocked'
  | 'ended_by_admin'
  | 'erased';

export interface LiveSession {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** The signed-in user of a session, with the state of now and not that of an access token. */
export interface Caller {
  userId: string;
  sessionId: string;
  role: UserRole;
  /** When the user last entered a code in this session. */
  authTime: Date;
}

const CALLER = { id: true, authTime: true, user: { select: { id: true, role: true } } } as const;

/** The table `sessions`. A session has ended once it is revoked or expired. */
@Injectable()
export class SessionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Undefined if the session has ended. */
  async find(id: string, now: Date): Promise<Caller | undefined> {
    const session = await this.prisma.session.findFirst({ where: { id, ...live(now) }, select: CALLER });
    return session ? toCaller(session) : undefined;
  }

  /**
   * Undefined if a refresh with this token would fail now, or its session has ended.
   * @param spentAfter a token that was spent later is still good, while its successor is unused
   */
  async findByRefreshToken(digest: string, now: Date, spentAfter: Date): Promise<Caller | undefined> {
    const refreshToken = await this.prisma.refreshToken.findFirst({
      where: {
        digest,
        expiresAt: { gt: now },
        session: live(now),
        OR: [{ usedAt: null }, { usedAt: { gt: spentAfter }, successorSealed: { not: null } }],
      },
      select: { session: { select: CALLER } },
    });
    return refreshToken ? toCaller(refreshToken.session) : undefined;
  }

  /** The sessions of a user that have not ended, the last used first; at most `limit`. */
  async list(userId: string, now: Date, limit: number): Promise<LiveSession[]> {
    return this.prisma.session.findMany({
      where: { userId, ...live(now) },
      select: { id: true, userAgent: true, createdAt: true, lastUsedAt: true, expiresAt: true },
      orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  /** Ends a session. The first reason is kept. */
  async revoke(id: string, reason: EndReason, now: Date): Promise<void> {
    await this.prisma.session.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now, revokedReason: reason },
    });
  }

  /** Ends a session of this user. False if the user has no live session with this id. */
  async revokeOwn(userId: string, id: string, reason: EndReason, now: Date): Promise<boolean> {
    const { count } = await this.prisma.session.updateMany({
      where: { id, userId, ...live(now) },
      data: { revokedAt: now, revokedReason: reason },
    });
    return count === 1;
  }

  /** Ends every session of a user. Their first reasons are kept. */
  async revokeAll(userId: string, reason: EndReason, now: Date): Promise<void> {
    await this.prisma.$executeRaw(endSessionsSql(Prisma.sql`s.user_id = ${userId}::uuid`, reason, now));
  }
}

function live(now: Date) {
  return { revokedAt: null, expiresAt: { gt: now } };
}

function toCaller({
  id,
  authTime,
  user,
}: {
  id: string;
  authTime: Date;
  user: { id: string; role: UserRole };
}): Caller {
  return { userId: user.id, sessionId: id, role: user.role, authTime };
}

/**
 * Ends the sessions `s` that a condition selects. They are locked in the order of their ids, so that two statements that
 * end the same ones cannot wait for each other.
 */
export function endSessionsSql(condition: Prisma.Sql, reason: EndReason, now: Date): Prisma.Sql {
  return Prisma.sql`
    UPDATE sessions SET revoked_at = ${now}, revoked_reason = ${reason}
    WHERE id = ANY(ARRAY(SELECT s.id FROM sessions s WHERE ${condition} AND s.revoked_at IS NULL
      ORDER BY s.id FOR NO KEY UPDATE))`;
}
