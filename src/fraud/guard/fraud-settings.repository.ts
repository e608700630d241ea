import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

/** The versions of the lists and of the policy. */
@Injectable()
export class FraudSettingsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** One text that changes whenever one of the versions does. */
  async versions(): Promise<string> {
    const rows = await this.prisma.fraudVersion.findMany({ orderBy: { name: 'asc' } });
    return rows.map(({ name, version }) => `${name}=${version}`).join(',');
  }
}
