import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

@Injectable()
export class UserRepository {
  constructor(private readonly prisma: PrismaService) {}

  async find(id: string) {
    return this.prisma.user.findUnique({ where: { id }, select: { id: true, phone: true, createdAt: true } });
  }
}
