import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { MAX_PAUSE_MS, FIRST_PAUSE_MS } from './breaker.policy.js';

export type BreakerCause = 'failing' | 'account' | 'throttled';

export interface OpenBreaker {
  /** A provider, or `provider/method`. */
  name: string;
  cause: string;
  reason: string;
  openedAt: Date;
  /** Nothing is sent before; from then on one message at a time probes. */
  retryAt: Date;
  /** Set while a message probes: its deadline. */
  probingUntil: Date | null;
}

/** The open breakers, which all processes share. A closed breaker has no row. */
@Injectable()
export class BreakerRepository {
  constructor(private readonly prisma: PrismaService) {}

  async open(): Promise<OpenBreaker[]> {
    return this.prisma.breaker.findMany({
      select: { name: true, cause: true, reason: true, openedAt: true, retryAt: true, probingUntil: true },
    });
  }

  /** Opens a breaker. After a failed probe it opens again for twice as long; while it is paused nothing changes. */
  async trip(breaker: {
    name: string;
    cause: BreakerCause;
    reason: string;
    now: Date;
    pauseMs?: number;
  }): Promise<void> {
    const { name, cause, reason, now, pauseMs = null } = breaker;
    await this.prisma.$executeRaw`
      INSERT INTO breakers AS b (name, cause, reason, reopened, opened_at, retry_at)
      VALUES (${name}, ${cause}, ${reason}, 0, ${now},
        ${now}::timestamptz + interval '1 millisecond' * coalesce(${pauseMs}::float8, ${FIRST_PAUSE_MS}::float8))
      ON CONFLICT (name) DO UPDATE SET cause = excluded.cause, reason = excluded.reason, reopened = b.reopened + 1,
        probing_until = NULL, retry_at = ${now}::timestamptz + interval '1 millisecond'
          * coalesce(${pauseMs}::float8, least(${FIRST_PAUSE_MS}::float8 * 2 ^ least(b.reopened + 1, 10), ${MAX_PAUSE_MS}::float8))
      WHERE b.retry_at <= ${now} OR b.probing_until IS NOT NULL`;
  }

  /** Whether this caller may probe: only one may. A probe without a result lapses at `until`. */
  async claimProbe(name: string, now: Date, until: Date): Promise<boolean> {
    const { count } = await this.prisma.breaker.updateMany({
      where: { name, retryAt: { lte: now } },
      data: { retryAt: until, probingUntil: until },
    });
    return count === 1;
  }

  async close(names: string[]): Promise<void> {
    await this.prisma.breaker.deleteMany({ where: { name: { in: names } } });
  }
}
