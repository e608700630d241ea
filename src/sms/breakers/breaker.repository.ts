import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { FIRST_PROBES, PAUSES, SUCCESSES_TO_CLOSE, type BreakerCause } from './breaker.policy.js';

export interface OpenBreaker {
  /** A provider, or `breakerName`. */
  name: string;
  cause: string;
  /** The failure that opened it, in a sentence. */
  reason: string;
  /** When the current pause began. Null in rows of an earlier release. */
  pausedAt: Date | null;
  /** When the pause ends; then the breaker is half-open. */
  retryAt: Date;
  /** When the last running probe lapses. */
  probingUntil: Date | null;
  /** Running probes. */
  probes: number;
  /** Probes that have succeeded since the pause. */
  successes: number;
}

/** The open breakers, which all processes share. A closed breaker has no row. */
@Injectable()
export class BreakerRepository {
  constructor(private readonly prisma: PrismaService) {}

  async open(): Promise<OpenBreaker[]> {
    return this.prisma.breaker.findMany({ omit: { reopened: true, openedAt: true } });
  }

  /** Opens a breaker. A half-open one opens again for twice as long; during a pause nothing changes. */
  async trip(breaker: {
    name: string;
    cause: BreakerCause;
    reason: string;
    now: Date;
    /** Instead of the pauses of the cause. */
    pauseMs?: number;
  }): Promise<void> {
    const { name, cause, reason, now, pauseMs } = breaker;
    const { firstMs, maxMs } = pauseMs === undefined ? PAUSES[cause] : { firstMs: pauseMs, maxMs: pauseMs };
    await this.prisma.$executeRaw`
      INSERT INTO breakers AS b (name, cause, reason, reopened, opened_at, paused_at, retry_at)
      VALUES (${name}, ${cause}, ${reason}, 0, ${now}, ${now}, ${new Date(now.getTime() + firstMs)})
      ON CONFLICT (name) DO UPDATE SET cause = excluded.cause, reason = excluded.reason, reopened = b.reopened + 1,
        probes = 0, successes = 0, probing_until = NULL, paused_at = ${now}, retry_at = ${now}::timestamptz
          + interval '1 millisecond' * least(${firstMs}::float8 * 2 ^ least(b.reopened + 1, 10), ${maxMs}::float8)
      WHERE b.retry_at <= ${now}`;
  }

  /** Whether this caller may probe a half-open breaker, by `probeLimit`. A probe without a result lapses at `until`. */
  async claimProbe(name: string, now: Date, until: Date): Promise<boolean> {
    const count = await this.prisma.$executeRaw`
      UPDATE breakers SET probes = CASE WHEN probing_until > ${now} THEN probes + 1 ELSE 1 END,
        probing_until = greatest(probing_until, ${until}::timestamptz)
      WHERE name = ${name} AND retry_at <= ${now}
        AND (probing_until IS NULL OR probing_until <= ${now}
          OR probes < CASE WHEN cause = 'failing' THEN ${FIRST_PROBES}::int * (1 + successes) ELSE 1 END)`;
    return count === 1;
  }

  /** Ends probes that have shown nothing. */
  async release(names: string[]): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE breakers SET probes = greatest(probes - 1, 0) WHERE name = ANY(${names})`;
  }

  /** Ends probes that have succeeded. Returns the breakers that are closed now. */
  async succeed(names: string[]): Promise<string[]> {
    await this.prisma.$executeRaw`
      UPDATE breakers SET probes = greatest(probes - 1, 0), successes = successes + 1 WHERE name = ANY(${names})`;
    const closed = await this.prisma.$queryRaw<{ name: string }[]>`
      DELETE FROM breakers
      WHERE name = ANY(${names}) AND successes > 0 AND (probes = 0 OR successes >= ${SUCCESSES_TO_CLOSE})
      RETURNING name`;
    return closed.map(({ name }) => name);
  }
}
