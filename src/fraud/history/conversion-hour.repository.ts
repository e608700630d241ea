import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { CountryHistory } from '../guard/guard.policy.js';

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
const LEARNT_DAYS = 14;
/** No code lives longer, so the figures of an hour are final that long after its end. */
const LONGEST_LIFE_MS = 10 * 60_000;

/** Codes sent and verified, by a part of the destination. */
export interface ConversionFigures {
  name: string;
  sent: number;
  verified: number;
}

/** Codes that a provider accepted for a country on a day. */
export interface DailyConversion {
  /** In UTC, such as `2026-01-31`. */
  day: string;
  country: string;
  provider: string;
  sent: number;
  /** Those that were entered. */
  verified: number;
}

/** The table `conversion_hours`: codes by hour and destination, summed up from the rows of messages and codes. */
@Injectable()
export class ConversionHourRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Sums up every hour that may have changed: the first time the last 14 days, later the last hours. */
  async sumUp(now: Date): Promise<void> {
    const newest = await this.prisma.conversionHour.findFirst({ orderBy: { hour: 'desc' }, select: { hour: true } });
    const learnt = now.getTime() - LEARNT_DAYS * DAY_MS;
    const since = new Date(Math.max(learnt, (newest?.hour.getTime() ?? 0) - LONGEST_LIFE_MS));
    const from = new Date(Math.floor(since.getTime() / HOUR_MS) * HOUR_MS);
    await this.prisma.$executeRaw`
      INSERT INTO conversion_hours (hour, country, prefix, provider, sent, verified)
      SELECT date_trunc('hour', m.created_at, 'UTC'), m.country, left(t.recipient, -7), m.provider,
        count(*), count(*) FILTER (WHERE t.status = 'used')
      FROM messages m JOIN otp_tokens t ON t.id = m.otp_token_id
      WHERE m.created_at >= ${from} AND m.created_at <= ${now} AND m.kind = 'otp' AND m.country IS NOT NULL
        AND m.provider IS NOT NULL AND t.recipient LIKE '+%'
      GROUP BY 1, 2, 3, 4
      ON CONFLICT (hour, country, prefix, provider) DO UPDATE SET sent = EXCLUDED.sent, verified = EXCLUDED.verified`;
  }

  /** What was verified by country: within an hour, within a day, and on the best of the last 14 days. */
  async histories(now: Date): Promise<Map<string, CountryHistory>> {
    const at = now.getTime();
    const rows = await this.prisma.$queryRaw<(CountryHistory & { country: string })[]>`
      WITH days AS (
        SELECT country, floor(extract(epoch FROM ${now}::timestamptz - hour) / 86400) AS day, sum(verified) AS verified,
          sum(verified) FILTER (WHERE hour > ${new Date(at - HOUR_MS)}) AS last_hour
        FROM conversion_hours WHERE hour > ${new Date(at - LEARNT_DAYS * DAY_MS)} AND hour <= ${now} GROUP BY 1, 2
      )
      SELECT country, max(verified)::float8 AS "dailyMaximum",
        coalesce(sum(verified) FILTER (WHERE day = 0), 0)::float8 AS "lastDay",
        coalesce(sum(last_hour), 0)::float8 AS "lastHour"
      FROM days GROUP BY country`;
    return new Map(rows.map(({ country, ...history }) => [country, history]));
  }

  /** @param by what the figures are of */
  async figures(by: 'country' | 'prefix' | 'provider', from: Date, to: Date): Promise<ConversionFigures[]> {
    const name = { country: Prisma.sql`country`, prefix: Prisma.sql`prefix`, provider: Prisma.sql`provider` }[by];
    return this.prisma.$queryRaw<ConversionFigures[]>`
      SELECT ${name} AS name, sum(sent)::int AS sent, sum(verified)::int AS verified FROM conversion_hours
      WHERE hour >= ${from} AND hour < ${to} GROUP BY 1 ORDER BY 2 DESC, 1`;
  }

  /** By day, country and provider, the earliest day first. */
  async byDay(from: Date): Promise<DailyConversion[]> {
    return this.prisma.$queryRaw<DailyConversion[]>`
      SELECT to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, country, provider, sum(sent)::int AS sent,
        sum(verified)::int AS verified
      FROM conversion_hours WHERE hour >= ${from} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  }

  async deleteBefore(before: Date): Promise<number> {
    const { count } = await this.prisma.conversionHour.deleteMany({ where: { hour: { lt: before } } });
    return count;
  }
}
