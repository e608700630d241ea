import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { UserRole } from '../../database/generated/enums.js';

export type UserSelector = { id: string } | { phone: string } | { email: string };

@Injectable()
export class UserRoleRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** False when there is no such user. */
  async set(user: UserSelector, role: UserRole): Promise<boolean> {
    const { count } = await this.prisma.user.updateMany({ where: user, data: { role } });
    return count > 0;
  }
}
