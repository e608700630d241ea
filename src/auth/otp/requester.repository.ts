import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { Requester } from '../../throttling/index.js';

/** Reads who requested codes, because wrong codes are counted for each requester. */
@Injectable()
export class RequesterRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The requesters of codes for this recipient since then. */
  async of(recipient: string, since: Date): Promise<Requester[]> {
    return this.prisma.otpToken.findMany({
      where: { recipient, createdAt: { gt: since } },
      distinct: ['purpose', 'requesterKey'],
      select: { purpose: true, requesterKey: true },
    });
  }
}
