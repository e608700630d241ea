import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

/** How many kinds of errors are listed at most. */
const ERROR_KINDS = 50;

export interface OpenBreakerRow {
  name: string;
  cause: string;
  reason: string;
  openedAt: Date;
  retryAt: Date;
}

export interface ErrorKind {
  provider: string;
  method: string;
  rawCode: number | null;
  /** The meaning of the last error of this kind. */
  meaning: string | null;
  count: number;
  lastAt: Date;
}

export interface Unfinished {
  queued: number;
  sending: number;
  oldestCreatedAt: Date | null;
}

@Injectable()
export class StatusRepository {
  constructor(private readonly prisma: PrismaService) {}

  async breakers(): Promise<OpenBreakerRow[]> {
    return this.prisma.breaker.findMany({
      select: { name: true, cause: true, reason: true, openedAt: true, retryAt: true },
      orderBy: { name: 'asc' },
    });
  }

  /** The errors of calls to providers since then. Uses the partial index message_attempts_failed. */
  async errors(since: Date): Promise<ErrorKind[]> {
    return this.prisma.$queryRaw<ErrorKind[]>`
      SELECT provider, method, raw_code AS "rawCode", (array_agg(meaning ORDER BY started_at DESC))[1] AS meaning,
        count(*)::int AS count, max(started_at) AS "lastAt"
      FROM message_attempts
      WHERE started_at > ${since} AND outcome NOT IN ('started', 'accepted')
      GROUP BY provider, method, raw_code
      ORDER BY count(*) DESC, max(started_at) DESC LIMIT ${ERROR_KINDS}`;
  }

  async unfinished(): Promise<Unfinished> {
    const [row] = await this.prisma.$queryRaw<Unfinished[]>`
      SELECT count(*) FILTER (WHERE status = 'queued')::int AS queued,
        count(*) FILTER (WHERE status = 'sending')::int AS sending,
        min(created_at) FILTER (WHERE status = 'queued') AS "oldestCreatedAt"
      FROM messages WHERE status IN ('queued', 'sending')`;
    return row!;
  }
}
