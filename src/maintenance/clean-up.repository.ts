import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** The statements of a transaction together, in milliseconds. */
const TRANSACTION_TIMEOUT_MS = 15_000;

/**
 * Rows whose time is over. Each statement takes `limit` of them at most, waits for no row that somebody else has locked,
 * and tells how many it has deleted.
 */
@Injectable()
export class CleanUpRepository {
  constructor(private readonly prisma: PrismaService) {}

  async deleteIdempotencyKeys(now: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT id FROM idempotency_keys WHERE expires_at <= ${now}
        ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM idempotency_keys k USING ended WHERE k.id = ended.id`;
  }

  async deleteRateLimits(now: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT key FROM rate_limits WHERE expire <= ${now.getTime()}
        ORDER BY expire LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM rate_limits r USING ended WHERE r.key = ended.key`;
  }

  /**
   * Deletes codes, and in the same statement puts a pseudonym in the place of the recipient in their messages. A code
   * waits for the next time where a message of it is locked, or has not ended.
   */
  async deleteCodes(createdBefore: Date, limit: number, pseudonymOf: (recipient: string) => string): Promise<number> {
    return this.prisma.$transaction(
      async (transaction) => {
        const codes = await transaction.$queryRaw<{ id: string; recipient: string }[]>`
          WITH old AS MATERIALIZED (
            SELECT t.id, t.recipient FROM otp_tokens t
            WHERE t.created_at < ${createdBefore} AND NOT EXISTS (
              SELECT FROM messages m WHERE m.otp_token_id = t.id AND m.status IN ('queued', 'sending'))
            ORDER BY t.created_at LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED
          ), sent AS MATERIALIZED (
            SELECT m.id FROM messages m JOIN old ON old.id = m.otp_token_id FOR UPDATE OF m SKIP LOCKED
          )
          SELECT old.id, old.recipient FROM old
          WHERE NOT EXISTS (
            SELECT FROM messages m WHERE m.otp_token_id = old.id AND m.id NOT IN (SELECT id FROM sent))`;
        if (codes.length === 0) return 0;
        const renamed = codes.map(({ id, recipient }) => ({ id, pseudonym: pseudonymOf(recipient) }));
        return transaction.$executeRaw`
          WITH code AS MATERIALIZED (
            SELECT * FROM jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) AS c (id uuid, pseudonym text)
          ), outliving AS (
            UPDATE messages m SET recipient = code.pseudonym, otp_token_id = NULL
            FROM code WHERE m.otp_token_id = code.id
          )
          DELETE FROM otp_tokens t USING code WHERE t.id = code.id`;
      },
      { timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  /** Ended messages, with their attempts. */
  async deleteMessages(createdBefore: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT id FROM messages WHERE created_at < ${createdBefore} AND status NOT IN ('queued', 'sending')
        ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM messages m USING ended WHERE m.id = ended.id`;
  }

  /** Not sooner, when they are spent: a spent one that comes back until then has to be known, as a sign of theft. */
  async deleteRefreshTokens(now: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT digest FROM refresh_tokens WHERE expires_at <= ${now}
        ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM refresh_tokens r USING ended WHERE r.digest = ended.digest`;
  }

  /** Those that were ended, or ran out, before then; with what is left of their refresh tokens. */
  async deleteSessions(endedBefore: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT id FROM sessions WHERE expires_at < ${endedBefore} OR revoked_at < ${endedBefore}
        LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM sessions s USING ended WHERE s.id = ended.id`;
  }

  async deleteAdminActions(before: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      WITH ended AS MATERIALIZED (
        SELECT id FROM admin_actions WHERE at < ${before}
        ORDER BY at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM admin_actions a USING ended WHERE a.id = ended.id`;
  }
}
