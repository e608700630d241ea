import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** Rows whose time is over. Each statement takes `limit` of them at most, and none that another worker deletes. */
@Injectable()
export class CleanUpRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** How many there were. */
  async deleteIdempotencyKeys(now: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT id FROM idempotency_keys WHERE expires_at <= ${now}
        ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM idempotency_keys k USING ended WHERE k.id = ended.id`;
  }

  /** How many there were. */
  async deleteRateLimits(now: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT key FROM rate_limits WHERE expire <= ${now.getTime()}
        ORDER BY expire LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM rate_limits r USING ended WHERE r.key = ended.key`;
  }
}
