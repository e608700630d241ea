import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import type { AttemptOutcome, MessageStatus } from '../database/generated/enums.js';

/** Status of a message, with the outcome of its last call to a provider. */
export interface MessageState {
  status: MessageStatus;
  /** The one that accepted the message, or was called last. */
  provider: string | null;
  lastError: string | null;
  lastOutcome: AttemptOutcome | null;
  /** The provider's own code. */
  rawCode: number | null;
}

/** Reads the outcome of messages for the caller who sent them. */
@Injectable()
export class MessageOutcomeRepository {
  constructor(private readonly prisma: PrismaService) {}

  async state(messageId: string): Promise<MessageState | undefined> {
    const [row] = await this.prisma.$queryRaw<MessageState[]>`
      SELECT m.status, coalesce(m.provider, a.provider) AS provider, m.last_error AS "lastError",
        a.outcome AS "lastOutcome", a.raw_code AS "rawCode"
      FROM messages m
      LEFT JOIN LATERAL (
        SELECT provider, outcome, raw_code FROM message_attempts
        WHERE message_id = m.id ORDER BY id DESC LIMIT 1) a ON true
      WHERE m.id = ${messageId}::uuid`;
    return row;
  }

  /** Message ids of a bulk send by recipient. Empty if it was not queued: a batch is written whole or not at all. */
  async idsOfBatch(batchId: string): Promise<Map<string, string>> {
    const rows = await this.prisma.message.findMany({ where: { batchId }, select: { id: true, recipient: true } });
    return new Map(rows.map(({ id, recipient }) => [recipient, id]));
  }
}
