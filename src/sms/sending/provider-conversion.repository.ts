import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

/** Codes that a provider accepted for a country. */
export interface ProviderConversion {
  provider: string;
  sent: number;
  /** Those that were entered. */
  verified: number;
}

export interface CountryConversion extends ProviderConversion {
  country: string;
}

/** Reads `conversion_hours`, which the guard sums up. */
@Injectable()
export class ProviderConversionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The hours from `from` on, without `to`, by country and provider. */
  async byCountry(from: Date, to: Date): Promise<CountryConversion[]> {
    return this.prisma.$queryRaw<CountryConversion[]>`
      SELECT country, provider, sum(sent)::int AS sent, sum(verified)::int AS verified FROM conversion_hours
      WHERE hour >= ${from} AND hour < ${to} GROUP BY 1, 2`;
  }
}
