import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { UserRole } from '../../database/generated/enums.js';

/**
 * `logout`: the session logged out, or another one of the user logged out everywhere. `reuse`: its refresh token was
 * reused. `ended_by_user`: the user ended it from the list.
 */
export type EndReason = 'logout' | 'reuse' | 'ended_by_user';

export interface LiveSession {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** The table `sessions`. A session has ended once it is revoked or expired. */
@Injectable()
export class SessionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The user of a session with their current role. Undefined if the session is revoked. */
  async owner(id: string): Promise<{ userId: string; role: UserRole } | undefined> {
    const session = await this.prisma.session.findFirst({
      where: { id, revokedAt: null },
      select: { user: { select: { id: true, role: true } } },
    });
    return session ? { userId: session.user.id, role: session.user.role } : undefined;
  }

  /** The sessions of a user that have not ended, the last used first; at most `limit`. */
  async list(userId: string, now: Date, limit: number): Promise<LiveSession[]> {
    return this.prisma.session.findMany({
      where: { userId, revokedAt: null, expiresAt: { gt: now } },
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
      where: { id, userId, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now, revokedReason: reason },
    });
    return count === 1;
  }

  /** Ends every session of a user. Their first reasons are kept. */
  async revokeAll(userId: string, reason: EndReason, now: Date): Promise<void> {
    await this.prisma.session.updateMany({
      where: { userId, revokedAt: null },
      data: { revokedAt: now, revokedReason: reason },
    });
  }
}
