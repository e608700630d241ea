import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';

/** The statements of a transaction together, in milliseconds. */
const TRANSACTION_TIMEOUT_MS = 15_000;

/** What a user wants to change to. */
const PENDING = { phone: Prisma.sql`pending_phone`, email: Prisma.sql`pending_email` };

/**
 * Rows whose time is over. Each statement takes `limit` of them at most, waits for no row that somebody else has locked,
 * and tells how many it has done.
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
   * Deletes codes, and in the same statement puts pseudonyms in the place of the recipients of their messages. A code
   * waits for the next time where a message of it is locked, or has not ended.
   */
  async deleteCodes(createdBefore: Date, limit: number, pseudonymOf: (recipient: string) => string): Promise<number> {
    return this.prisma.$transaction(
      async (transaction) => {
        // A row for each message; of a code without any, one with nulls.
        const rows = await transaction.$queryRaw<{ code: string; message: string | null; recipient: string | null }[]>`
          WITH old AS MATERIALIZED (
            SELECT t.id FROM otp_tokens t
            WHERE t.created_at < ${createdBefore} AND NOT EXISTS (
              SELECT FROM messages m WHERE m.otp_token_id = t.id AND m.status IN ('queued', 'sending'))
            ORDER BY t.created_at LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED
          ), sent AS MATERIALIZED (
            SELECT m.id, m.otp_token_id, m.recipient FROM messages m JOIN old ON old.id = m.otp_token_id
            FOR UPDATE OF m SKIP LOCKED
          )
          SELECT old.id AS code, sent.id AS message, sent.recipient FROM old LEFT JOIN sent ON sent.otp_token_id = old.id
          WHERE NOT EXISTS (
            SELECT FROM messages m WHERE m.otp_token_id = old.id AND m.id NOT IN (SELECT id FROM sent))`;
        if (rows.length === 0) return 0;
        const renamed = rows.flatMap(({ message, recipient }) =>
          message === null || recipient === null ? [] : [{ id: message, pseudonym: pseudonymOf(recipient) }],
        );
        return transaction.$executeRaw`
          WITH renamed AS MATERIALIZED (
            SELECT * FROM jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) AS r (id uuid, pseudonym text)
          ), outliving AS (
            UPDATE messages m SET recipient = renamed.pseudonym, otp_token_id = NULL
            FROM renamed WHERE m.id = renamed.id
          )
          DELETE FROM otp_tokens WHERE id = ANY(${rows.map(({ code }) => code)}::uuid[])`;
      },
      { timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  /**
   * Forgets what users wanted to change to, where no code of theirs for it is left: it may be a stranger's, for a slip of
   * the finger.
   */
  async forgetPending(kind: keyof typeof PENDING, limit: number): Promise<number> {
    const pending = PENDING[kind];
    const isForgotten = Prisma.sql`${pending} IS NOT NULL AND NOT EXISTS (
      SELECT FROM otp_tokens t WHERE t.recipient = u.${pending} AND t.user_id = u.id)`;
    return this.prisma.$transaction(
      async (transaction) => {
        const users = await transaction.$queryRaw<{ id: string }[]>`
          SELECT id FROM users u WHERE ${isForgotten} ORDER BY id LIMIT ${limit} FOR UPDATE OF u SKIP LOCKED`;
        if (users.length === 0) return 0;
        // Looked at again by a statement of its own: only that sees a code asked for while the first one ran.
        return transaction.$executeRaw`
          UPDATE users u SET ${pending} = NULL WHERE id = ANY(${users.map(({ id }) => id)}::uuid[]) AND ${isForgotten}`;
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
