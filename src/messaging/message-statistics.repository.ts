import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { REFUSED_BY } from './message-attempt.repository.js';

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

/** A method that every message tries in vain, because of a setting. */
export interface FailingMethod {
  provider: string;
  method: string;
  /** Calls in vain. */
  count: number;
  /** What an operator should correct. */
  meaning: string;
}

export interface UnfinishedMessages {
  queued: number;
  sending: number;
  oldestQueuedAt: Date | null;
}

/** When the oldest message that waits for a worker was written, null if none waits. */
export interface OldestQueued {
  queue: 'sms' | 'email';
  since: Date | null;
}

/** Messages that should have been sent by now. */
export interface Backlog {
  /** Codes that wait for more than a minute. */
  lateCodes: number;
  /** Other messages that wait for more than a quarter of an hour. */
  lateMessages: number;
  oldestQueuedAt: Date | null;
  /** Messages whose worker has lost its lease, and that no other worker has taken over. */
  abandoned: number;
}

const LATE_AFTER_MS = { code: 60_000, other: 15 * 60_000 };

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

  /**
   * Methods that a setting has kept from working since `since`: at least `minCalls` calls were misconfigured, and none has
   * been accepted after the last of them. Messages with a template or sender that their caller chose do not count. The
   * second condition on the outcome is for the index message_attempts_failed.
   */
  async failingMethods(since: Date, minCalls: number): Promise<FailingMethod[]> {
    return this.prisma.$queryRaw<FailingMethod[]>`
      WITH failing AS (
        SELECT a.provider, a.method, count(*)::int AS count, max(a.started_at) AS last_at,
          (array_agg(a.meaning ORDER BY a.started_at DESC))[1] AS meaning
        FROM message_attempts a JOIN messages m ON m.id = a.message_id
        WHERE a.started_at > ${since} AND a.outcome = 'misconfigured' AND a.outcome NOT IN ('started', 'accepted')
          AND a.provider <> ${REFUSED_BY} AND m.kind <> 'template' AND m.sender IS NULL
        GROUP BY a.provider, a.method HAVING count(*) >= ${minCalls}
      )
      SELECT f.provider, f.method, f.count, f.meaning FROM failing f
      WHERE NOT EXISTS (
        SELECT FROM messages m
        WHERE m.created_at > ${since} AND m.accepted_at >= f.last_at AND m.provider = f.provider AND m.method = f.method AND m.kind <> 'template')
      ORDER BY f.count DESC`;
  }

  /** @param takenOverMs after which another worker should have taken over a message */
  async backlog(now: Date, takenOverMs: number): Promise<Backlog> {
    const before = (ms: number) => new Date(now.getTime() - ms);
    const [row] = await this.prisma.$queryRaw<Backlog[]>`
      SELECT count(*) FILTER (WHERE status = 'queued' AND kind = 'otp' AND created_at < ${before(LATE_AFTER_MS.code)})::int
          AS "lateCodes",
        count(*) FILTER (WHERE status = 'queued' AND kind <> 'otp' AND created_at < ${before(LATE_AFTER_MS.other)})::int
          AS "lateMessages",
        min(created_at) FILTER (WHERE status = 'queued') AS "oldestQueuedAt",
        count(*) FILTER (WHERE status = 'sending' AND updated_at < ${before(takenOverMs)})::int AS abandoned
      FROM messages WHERE status IN ('queued', 'sending')`;
    return row!;
  }

  /** By queue. The condition on two statuses is for the index messages_unfinished, of which the first match is read. */
  async oldestQueued(): Promise<OldestQueued[]> {
    return this.prisma.$queryRaw<OldestQueued[]>`
      SELECT queue, (
        SELECT m.created_at FROM messages m
        WHERE m.status IN ('queued', 'sending') AND m.status = 'queued' AND (m.channel = 'email') = (queue = 'email')
        ORDER BY m.created_at LIMIT 1
      ) AS since
      FROM (VALUES ('sms'), ('email')) AS queues (queue)`;
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
