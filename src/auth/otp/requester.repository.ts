import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { Requester } from '../../throttling/index.js';

/** Who has asked for codes: wrong ones are counted for each of them. */
@Injectable()
export class RequesterRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Of codes for this recipient, asked for since then. */
  async of(recipient: string, since: Date): Promise<Requester[]> {
    return this.prisma.otpToken.findMany({
      where: { recipient, createdAt: { gt: since } },
      distinct: ['purpose', 'requesterKey'],
      select: { purpose: true, requesterKey: true },
    });
  }
}
