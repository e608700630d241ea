import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

/** How far codes have come. Each figure is a part of the one before it, except that a code may be entered unreported. */
export interface FunnelCounts {
  /** Requested codes, without those of test numbers. */
  asked: number;
  /** Those whose message a provider accepted. */
  accepted: number;
  /** Those whose delivery was reported. */
  delivered: number;
  /** Those that were entered correctly. */
  verified: number;
}

export interface FunnelRow extends FunnelCounts {
  /** Unix time of the step, divided by its length. */
  step: number;
  /** ISO country, `none` for e-mail, `other` if it is not known. */
  country: string;
  /** Null if no provider has been called. */
  provider: string | null;
}

/** Counts codes and their messages for administrators. */
@Injectable()
export class FunnelRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * The codes that were requested since `since`, in steps of equal length. The times of creation are for the indexes: the
   * rows of the window are read, and no others.
   */
  async rows(since: Date, stepSeconds: number): Promise<FunnelRow[]> {
    return this.prisma.$queryRaw<FunnelRow[]>`
      SELECT floor(extract(epoch FROM t.created_at) / ${stepSeconds}::int)::int AS step,
        coalesce(m.country, CASE WHEN t.channel = 'email' THEN 'none' ELSE 'other' END) AS country, m.provider,
        count(*)::int AS asked, count(m.accepted_at)::int AS accepted,
        count(*) FILTER (WHERE m.status = 'delivered')::int AS delivered,
        count(*) FILTER (WHERE t.status = 'used')::int AS verified
      FROM otp_tokens t LEFT JOIN messages m ON m.otp_token_id = t.id AND m.created_at >= ${since}
      WHERE t.created_at >= ${since} AND NOT t.is_test_number
      GROUP BY 1, 2, 3`;
  }
}
