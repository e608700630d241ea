import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { UserRole } from '../../database/generated/enums.js';

export interface UserRecord {
  id: string;
  /** E.164. */
  phone: string | null;
  phoneVerifiedAt: Date | null;
  email: string | null;
  emailVerifiedAt: Date | null;
  /** What the user wants to change to, until its code is entered. */
  pendingPhone: string | null;
  pendingEmail: string | null;
  role: UserRole;
  createdAt: Date;
}

const COLUMNS = {
  id: true,
  phone: true,
  phoneVerifiedAt: true,
  email: true,
  emailVerifiedAt: true,
  pendingPhone: true,
  pendingEmail: true,
  role: true,
  createdAt: true,
} as const;

@Injectable()
export class UserRepository {
  constructor(private readonly prisma: PrismaService) {}

  async find(id: string): Promise<UserRecord | undefined> {
    return (await this.prisma.user.findUnique({ where: { id }, select: COLUMNS })) ?? undefined;
  }

  /** The address that the owner of a number has verified. */
  async verifiedEmailOf(phone: string): Promise<string | undefined> {
    const user = await this.prisma.user.findFirst({
      where: { phone, emailVerifiedAt: { not: null } },
      select: { email: true },
    });
    return user?.email ?? undefined;
  }

  /** Remembers what a user wants to change to; null where nothing. */
  async setPending(id: string, pending: { pendingPhone: string | null } | { pendingEmail: string | null }) {
    return this.prisma.user.update({ where: { id }, data: pending, select: COLUMNS });
  }
}
