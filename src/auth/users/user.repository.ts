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
  /** The number that the user wants to change to, until its code is entered. */
  pendingPhone: string | null;
  /** The same for the address. */
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

  /** The user who has this number, or this address if it is verified. */
  async idOf(contact: string): Promise<string | undefined> {
    const where = { OR: [{ phone: contact }, { email: contact, emailVerifiedAt: { not: null } }] };
    const user = await this.prisma.user.findFirst({ where, select: { id: true } });
    return user?.id;
  }

  /** The address that the owner of a phone number has verified, if there is one. */
  async verifiedEmailOf(phone: string): Promise<string | undefined> {
    const user = await this.prisma.user.findFirst({
      where: { phone, emailVerifiedAt: { not: null } },
      select: { email: true },
    });
    return user?.email ?? undefined;
  }

  /** Stores the number or address that a user wants to change to; null cancels the change. */
  async setPending(id: string, pending: { pendingPhone: string | null } | { pendingEmail: string | null }) {
    return this.prisma.user.update({ where: { id }, data: pending, select: COLUMNS });
  }
}
