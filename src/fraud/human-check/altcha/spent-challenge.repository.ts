import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../../database/index.js';

/** The challenges that were solved, until they expire. */
@Injectable()
export class SpentChallengeRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Returns whether it was not spent before. Only one concurrent call with the same challenge gets true. */
  async spend(id: string, expiresAt: Date): Promise<boolean> {
    const count = await this.prisma.$executeRaw`
      INSERT INTO spent_challenges (id, expires_at) VALUES (${id}, ${expiresAt}) ON CONFLICT DO NOTHING`;
    return count === 1;
  }
}
