import { Injectable } from '@nestjs/common';
import { deleteBatchSql, PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';

/** Removes old messages, and removes recipients from messages that outlive their code. */
@Injectable()
export class MessageRetentionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Deletes ended messages with their attempts. Returns how many. */
  async deleteEnded(createdBefore: Date, limit: number): Promise<number> {
    const where = Prisma.sql`created_at < ${createdBefore} AND status NOT IN ('queued', 'sending')`;
    const orderBy = Prisma.sql`created_at`;
    const deletion = { table: Prisma.sql`messages`, key: Prisma.sql`id`, where, orderBy };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }

  /**
   * Separates messages from codes that are about to be deleted in the same transaction, and replaces their recipients by
   * pseudonyms. Returns the codes whose messages are all separated; a code stays out if a message of it is locked.
   */
  async separate(
    otpTokenIds: string[],
    pseudonymOf: (recipient: string) => string,
    transaction: Prisma.TransactionClient,
  ): Promise<string[]> {
    const messages = await transaction.$queryRaw<
      { id: string; otpTokenId: string; recipient: string; isFree: boolean }[]
    >`
      WITH free AS MATERIALIZED (
        SELECT id FROM messages WHERE otp_token_id = ANY(${otpTokenIds}::uuid[]) FOR UPDATE SKIP LOCKED
      )
      SELECT m.id, m.otp_token_id AS "otpTokenId", m.recipient, free.id IS NOT NULL AS "isFree"
      FROM messages m LEFT JOIN free ON free.id = m.id
      WHERE m.otp_token_id = ANY(${otpTokenIds}::uuid[])`;
    const kept = new Set(messages.filter(({ isFree }) => !isFree).map(({ otpTokenId }) => otpTokenId));
    const renamed = messages
      .filter(({ otpTokenId }) => !kept.has(otpTokenId))
      .map(({ id, recipient }) => ({ id, pseudonym: pseudonymOf(recipient) }));
    await transaction.$executeRaw`
      UPDATE messages m SET recipient = r.pseudonym, otp_token_id = NULL
      FROM jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) AS r (id uuid, pseudonym text)
      WHERE m.id = r.id`;
    return otpTokenIds.filter((id) => !kept.has(id));
  }
}
