import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { PastAsk } from './replay.policy.js';

const PAGE = 20_000;

export interface VerifiedHour {
  country: string;
  hour: Date;
  verified: number;
}

export interface CountryPrice {
  country: string;
  currency: string;
  price: number;
}

/** The rows that a replay reads. */
@Injectable()
export class ReplayRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** In the order of their times. */
  async asks(from: Date, to: Date): Promise<PastAsk[]> {
    const asks: PastAsk[] = [];
    for (;;) {
      const page = await this.prisma.fraudAsk.findMany({
        where: { askedAt: { gte: from, lt: to } },
        orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
        omit: { weights: true, isCounted: true },
        skip: asks.length,
        take: PAGE,
      });
      asks.push(...page);
      if (page.length < PAGE) return asks;
    }
  }

  async verifiedHours(from: Date, to: Date): Promise<VerifiedHour[]> {
    return this.prisma.$queryRaw<VerifiedHour[]>`
      SELECT country, hour, sum(verified)::int AS verified FROM conversion_hours WHERE hour >= ${from} AND hour < ${to}
      GROUP BY 1, 2`;
  }

  /** What messages to each country have cost on average. */
  async prices(from: Date, to: Date): Promise<CountryPrice[]> {
    return this.prisma.$queryRaw<CountryPrice[]>`
      SELECT country, currency, avg(cost)::float8 AS price FROM messages
      WHERE created_at >= ${from} AND created_at < ${to} AND cost IS NOT NULL AND country IS NOT NULL AND currency IS NOT NULL
      GROUP BY 1, 2`;
  }
}
