import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

export interface OpenBreakerRow {
  name: string;
  cause: string;
  reason: string;
  openedAt: Date;
  retryAt: Date;
}

@Injectable()
export class StatusRepository {
  constructor(private readonly prisma: PrismaService) {}

  async breakers(): Promise<OpenBreakerRow[]> {
    return this.prisma.breaker.findMany({
      select: { name: true, cause: true, reason: true, openedAt: true, retryAt: true },
      orderBy: { name: 'asc' },
    });
  }
}
