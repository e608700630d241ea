import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

export interface ProviderCredit {
  provider: string;
  /** ISO 4217. */
  currency: string;
  credit: number;
}

/** The credit of the accounts when any process last checked them. */
@Injectable()
export class ProviderCreditRepository {
  constructor(private readonly prisma: PrismaService) {}

  async record({ provider, currency, credit }: ProviderCredit, checkedAt: Date): Promise<void> {
    const values = { currency, credit, checkedAt };
    await this.prisma.providerCredit.upsert({
      where: { provider },
      create: { provider, ...values },
      update: values,
      select: { provider: true },
    });
  }

  async list(): Promise<ProviderCredit[]> {
    const rows = await this.prisma.providerCredit.findMany();
    return rows.map(({ provider, currency, credit }) => ({ provider, currency, credit: credit.toNumber() }));
  }
}
