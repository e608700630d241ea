import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** Most frequent kinds of errors that are reported. */
const MAX_ERROR_KINDS = 50;

export interface ErrorKind {
  provider: string;
  method: string;
  rawCode: number | null;
  /** Meaning of the latest one. */
  meaning: string | null;
  count: number;
  lastAt: Date;
}

export interface UnfinishedMessages {
  queued: number;
  sending: number;
  oldestQueuedAt: Date | null;
}

/** Counts messages and calls for operators. */
@Injectable()
export class MessageStatisticsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Failed calls to providers since `since` by kind, most frequent first. Uses the index message_attempts_failed. */
  async errors(since: Date): Promise<ErrorKind[]> {
    return this.prisma.$queryRaw<ErrorKind[]>`
      SELECT provider, method, raw_code AS "rawCode", (array_agg(meaning ORDER BY started_at DESC))[1] AS meaning,
        count(*)::int AS count, max(started_at) AS "lastAt"
      FROM message_attempts
      WHERE started_at > ${since} AND outcome NOT IN ('started', 'accepted')
      GROUP BY provider, method, raw_code
      ORDER BY count(*) DESC, max(started_at) DESC LIMIT ${MAX_ERROR_KINDS}`;
  }

  /** Statuses are literals here: parameters would keep PostgreSQL from using the partial index messages_unfinished. */
  async unfinished(): Promise<UnfinishedMessages> {
    const [row] = await this.prisma.$queryRaw<UnfinishedMessages[]>`
      SELECT count(*) FILTER (WHERE status = 'queued')::int AS queued,
        count(*) FILTER (WHERE status = 'sending')::int AS sending,
        min(created_at) FILTER (WHERE status = 'queued') AS "oldestQueuedAt"
      FROM messages WHERE status IN ('queued', 'sending')`;
    return row!;
  }
}
