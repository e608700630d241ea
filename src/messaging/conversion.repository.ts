import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

export interface Conversion {
  /** ISO country, `none` for e-mail, `other` if it is not known. */
  country: string;
  provider: string;
  /** From 0 to 1. */
  ratio: number;
}

/** No code lives longer, so no message of a code is accepted later after it was written. */
const MAX_WAIT_MS = 10 * 60_000;

/** How many of the codes that providers accepted are entered. */
@Injectable()
export class ConversionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Of the codes whose message the provider accepted within the window, the share that has been entered correctly by now.
   * The times of creation are for the indexes: the rows of the window are read, and no others.
   */
  async ratios(now: Date, windowMs: number): Promise<Conversion[]> {
    const since = new Date(now.getTime() - windowMs);
    const createdAfter = new Date(since.getTime() - MAX_WAIT_MS);
    return this.prisma.$queryRaw<Conversion[]>`
      SELECT coalesce(m.country, CASE WHEN m.channel = 'email' THEN 'none' ELSE 'other' END) AS country, m.provider,
        count(*) FILTER (WHERE t.status = 'used') / count(*)::float8 AS ratio
      FROM messages m JOIN otp_tokens t ON t.id = m.otp_token_id
      WHERE m.created_at > ${createdAfter} AND t.created_at > ${createdAfter}
        AND m.kind = 'otp' AND m.accepted_at > ${since} AND m.provider IS NOT NULL
      GROUP BY 1, 2`;
  }
}
