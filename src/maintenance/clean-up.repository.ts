import { Injectable } from '@nestjs/common';
import { deleteBatchSql, PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import { hasUnfinishedMessageSql, MessageRetentionRepository } from '../messaging/index.js';

/** For all statements of a transaction together. */
const TRANSACTION_TIMEOUT_MS = 15_000;

const { sql } = Prisma;
const COUNTERS = { request_limits: sql`request_limits`, rate_limits: sql`rate_limits` };
const PENDING_CONTACT = { phone: sql`pending_phone`, email: sql`pending_email` };

/** Removes data that is no longer needed. Each call handles up to `limit` rows, skips locked ones and returns how many. */
@Injectable()
export class CleanUpRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly messages: MessageRetentionRepository,
  ) {}

  async deleteIdempotencyKeys(now: Date, limit: number): Promise<number> {
    const where = sql`expires_at <= ${now}`;
    const deletion = { table: sql`idempotency_keys`, key: sql`id`, where, orderBy: sql`expires_at` };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }

  async deleteCounters(table: keyof typeof COUNTERS, now: Date, limit: number): Promise<number> {
    const where = sql`expire <= ${now.getTime()}`;
    const deletion = { table: COUNTERS[table], key: sql`key`, where, orderBy: sql`expire` };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }

  /** Deletes codes. Their messages stay, under a pseudonym of the recipient. Codes with an unfinished message stay too. */
  async deleteCodes(createdBefore: Date, limit: number, pseudonymOf: (recipient: string) => string): Promise<number> {
    return this.prisma.$transaction(
      async (transaction) => {
        const codes = await transaction.$queryRaw<{ id: string }[]>`
          SELECT t.id FROM otp_tokens t
          WHERE t.created_at < ${createdBefore} AND NOT ${hasUnfinishedMessageSql(sql`t.id`)}
          ORDER BY t.created_at LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED`;
        if (codes.length === 0) return 0;
        const ids = codes.map(({ id }) => id);
        const separated = await this.messages.separate(ids, pseudonymOf, transaction);
        return transaction.$executeRaw`DELETE FROM otp_tokens WHERE id = ANY(${separated}::uuid[])`;
      },
      { timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  /**
   * Clears the number or address that users wanted to change to, once none of their codes for it is left: a mistyped one
   * may belong to a stranger.
   */
  async clearPendingContacts(kind: keyof typeof PENDING_CONTACT, limit: number): Promise<number> {
    const pending = PENDING_CONTACT[kind];
    const isAbandoned = sql`${pending} IS NOT NULL AND NOT EXISTS (
      SELECT FROM otp_tokens t WHERE t.recipient = u.${pending} AND t.user_id = u.id)`;
    return this.prisma.$transaction(
      async (transaction) => {
        const users = await transaction.$queryRaw<{ id: string }[]>`
          SELECT id FROM users u WHERE ${isAbandoned} ORDER BY id LIMIT ${limit} FOR UPDATE OF u SKIP LOCKED`;
        if (users.length === 0) return 0;
        // Checked again: only a new statement sees a code that was requested while the first one ran.
        return transaction.$executeRaw`
          UPDATE users u SET ${pending} = NULL WHERE id = ANY(${users.map(({ id }) => id)}::uuid[]) AND ${isAbandoned}`;
      },
      { timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  /** Erases the copies of successors that can no longer be requested again. */
  async eraseSuccessors(spentBefore: Date, limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      UPDATE refresh_tokens SET successor_sealed = NULL WHERE digest = ANY(ARRAY(
        SELECT digest FROM refresh_tokens WHERE successor_sealed IS NOT NULL AND used_at <= ${spentBefore}
        LIMIT ${limit} FOR UPDATE SKIP LOCKED))`;
  }

  /** Used tokens stay until they expire: one that is presented again by then is a sign of theft. */
  async deleteRefreshTokens(now: Date, limit: number): Promise<number> {
    const where = sql`expires_at <= ${now}`;
    const deletion = { table: sql`refresh_tokens`, key: sql`digest`, where, orderBy: sql`expires_at` };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }

  /** Deletes sessions that were revoked or expired before then, with their refresh tokens. */
  async deleteSessions(endedBefore: Date, limit: number): Promise<number> {
    const where = sql`expires_at < ${endedBefore} OR revoked_at < ${endedBefore}`;
    return this.prisma.$executeRaw(deleteBatchSql({ table: sql`sessions`, key: sql`id`, where }, limit));
  }

  /** Reports whose message never became known: it is another system's on the same account. */
  async deleteEarlyReports(before: Date): Promise<number> {
    const { count } = await this.prisma.earlyReport.deleteMany({ where: { receivedAt: { lt: before } } });
    return count;
  }

  /** Half-open breakers that no message has probed: there is no traffic of their kind. */
  async deleteIdleBreakers(before: Date): Promise<number> {
    const { count } = await this.prisma.breaker.deleteMany({ where: { retryAt: { lt: before } } });
    return count;
  }

  async deleteSimulatedMessages(before: Date, limit: number): Promise<number> {
    const where = sql`created_at < ${before}`;
    const deletion = { table: sql`simulated_messages`, key: sql`id`, where, orderBy: sql`created_at` };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }

  async deleteAdminActions(before: Date, limit: number): Promise<number> {
    const deletion = { table: sql`admin_actions`, key: sql`id`, where: sql`at < ${before}`, orderBy: sql`at` };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }
}
