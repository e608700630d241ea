import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { UserRole } from '../../database/generated/enums.js';

/** logout: by its own client, or by another that logged out everywhere. ended_by_user: by name, from the list. */
export type EndReason = 'logout' | 'reuse' | 'ended_by_user';

export interface LiveSession {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** The rows of sessions. A session is over once it is revoked or has expired. */
@Injectable()
export class SessionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Whose session it is, and what they may do now; undefined when it was revoked. */
  async owner(id: string): Promise<{ userId: string; role: UserRole } | undefined> {
    const session = await this.prisma.session.findFirst({
      where: { id, revokedAt: null },
      select: { user: { select: { id: true, role: true } } },
    });
    return session ? { userId: session.user.id, role: session.user.role } : undefined;
  }

  /** The sessions of a user that are not over, the one used last first; `limit` at most. */
  async list(userId: string, now: Date, limit: number): Promise<LiveSession[]> {
    return this.prisma.session.findMany({
      where: { userId, revokedAt: null, expiresAt: { gt: now } },
      select: { id: true, userAgent: true, createdAt: true, lastUsedAt: true, expiresAt: true },
      orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  /** Ends a session; the first reason stays. */
  async revoke(id: string, reason: EndReason, now: Date): Promise<void> {
    await this.prisma.session.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now, revokedReason: reason },
    });
  }

  /** Ends a session of this user. False where they have none with this id that is not over. */
  async revokeOwn(userId: string, id: string, reason: EndReason, now: Date): Promise<boolean> {
    const { count } = await this.prisma.session.updateMany({
      where: { id, userId, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now, revokedReason: reason },
    });
    return count === 1;
  }

  /** Ends every session of a user; the first reasons stay. */
  async revokeAll(userId: string, reason: EndReason, now: Date): Promise<void> {
    await this.prisma.session.updateMany({
      where: { userId, revokedAt: null },
      data: { revokedAt: now, revokedReason: reason },
    });
  }
}
