import { Injectable } from '@nestjs/common';
import { endSessionsSql, type EndReason } from '../../auth/index.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';

const COLUMNS = {
  id: true,
  phone: true,
  phoneVerifiedAt: true,
  email: true,
  emailVerifiedAt: true,
  role: true,
  blockedAt: true,
  createdAt: true,
  lastLoginAt: true,
  lastActiveAt: true,
} satisfies Prisma.UserSelect;

const SESSION = {
  id: true,
  userAgent: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  authTime: true,
} satisfies Prisma.SessionSelect;

export type AdminUser = Prisma.UserGetPayload<{ select: typeof COLUMNS }>;
export type AdminSession = Prisma.SessionGetPayload<{ select: typeof SESSION }>;
export type UserSelector = { id: string } | { phone: string } | { email: string };

/** The tables `users` and `sessions`, for administrators. */
@Injectable()
export class AdminUserRepository {
  constructor(private readonly prisma: PrismaService) {}

  async find(user: UserSelector): Promise<AdminUser | undefined> {
    return (await this.prisma.user.findFirst({ where: user, select: COLUMNS })) ?? undefined;
  }

  /** The sessions of a user that have not ended, the newest first. @param before the last id of the previous page */
  async sessions(userId: string, now: Date, before: string | undefined, limit: number): Promise<AdminSession[]> {
    return this.prisma.session.findMany({
      where: { userId, revokedAt: null, expiresAt: { gt: now }, id: { lt: before } },
      select: SESSION,
      orderBy: { id: 'desc' },
      take: limit,
    });
  }

  /** Ends every session of a user. Returns how many. */
  async endSessions(userId: string, reason: EndReason, now: Date): Promise<number> {
    return this.prisma.$executeRaw(endSessionsSql(Prisma.sql`s.user_id = ${userId}::uuid`, reason, now));
  }

  /** Blocks a user and ends every session. Returns how many sessions; undefined if there is no such user. */
  async block(id: string, now: Date): Promise<number | undefined> {
    return this.prisma.$transaction(async (transaction) => {
      // Waits for a sign-in that has begun. The next statement then sees the session of that sign-in.
      const blocked = await transaction.$executeRaw`
        UPDATE users SET blocked_at = coalesce(blocked_at, ${now}) WHERE id = ${id}::uuid`;
      if (blocked === 0) return undefined;
      return transaction.$executeRaw(endSessionsSql(Prisma.sql`s.user_id = ${id}::uuid`, 'blocked', now));
    });
  }

  /** False if there is no such user. */
  async unblock(id: string): Promise<boolean> {
    const { count } = await this.prisma.user.updateMany({ where: { id }, data: { blockedAt: null } });
    return count > 0;
  }
}
