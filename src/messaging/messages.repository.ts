import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import type { AttemptOutcome, Channel } from '../database/generated/enums.js';

/** A message that this worker may send now. */
export interface ClaimedMessage {
  id: string;
  localId: bigint;
  channel: Channel;
  recipient: string;
  sender: string | null;
  payload: Uint8Array;
  /** Runs by a worker, this one included. */
  attemptCount: number;
  createdAt: Date;
  expiresAt: Date;
}

/** A message that is no code of ours. */
export interface NewMessage {
  id: string;
  kind: 'simple' | 'template' | 'bulk';
  channel: Channel;
  /** E.164. */
  recipient: string;
  payload: Buffer<ArrayBuffer>;
  sender?: string;
  batchId?: string;
  requestedBy?: string;
  expiresAt: Date;
}

export interface EndedMessage {
  recipient: string;
  createdAt: Date;
  status: 'expired' | 'cancelled';
}

export interface PastAttempt {
  provider: string;
  way: string;
  outcome: AttemptOutcome;
}

export interface AttemptResult {
  outcome: AttemptOutcome;
  rawCode?: number;
  meaning?: string;
  cost?: number;
  providerMessageId?: string;
  latencyMs: number;
}

/** The rows of messages and of their attempts. Every change of state is one conditional statement. */
@Injectable()
export class MessagesRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Writes all or none. */
  async create(messages: NewMessage[], now: Date): Promise<void> {
    await this.prisma.message.createMany({
      data: messages.map((message) => ({ ...message, createdAt: now, updatedAt: now })),
    });
  }

  /**
   * Takes a message for sending. Undefined when it has ended, or must not be sent any more because its life or the life
   * of its code is over.
   */
  async claim(id: string, now: Date): Promise<ClaimedMessage | undefined> {
    const [row] = await this.prisma.$queryRaw<ClaimedMessage[]>`
      UPDATE messages m
      SET status = 'sending', attempt_count = attempt_count + 1, updated_at = ${now}
      WHERE id = ${id}::uuid AND status IN ('queued', 'sending') AND expires_at > ${now} AND payload IS NOT NULL
        AND (otp_token_id IS NULL OR EXISTS (
          SELECT 1 FROM otp_tokens t
          WHERE t.id = m.otp_token_id AND t.status = 'active' AND t.attempts < t.max_attempts))
      RETURNING id, local_id AS "localId", channel, recipient, sender, payload, attempt_count AS "attemptCount",
        created_at AS "createdAt", expires_at AS "expiresAt"`;
    return row;
  }

  /**
   * Ends a message that `claim` would not give: expired, or cancelled with its code. Undefined when it may still be sent,
   * or had ended.
   */
  async endUnsendable(id: string, now: Date): Promise<EndedMessage | undefined> {
    const [ended] = await this.prisma.$queryRaw<EndedMessage[]>`
      UPDATE messages m
      SET status = CASE WHEN expires_at <= ${now} THEN 'expired' ELSE 'cancelled' END::message_status,
        payload = NULL, updated_at = ${now}
      WHERE id = ${id}::uuid AND status IN ('queued', 'sending')
        AND (expires_at <= ${now} OR payload IS NULL OR EXISTS (
          SELECT 1 FROM otp_tokens t
          WHERE t.id = m.otp_token_id AND (t.status <> 'active' OR t.attempts >= t.max_attempts)))
      RETURNING recipient, created_at AS "createdAt", status`;
    return ended;
  }

  /** Ends a message; the first end stays. False when it had ended already. */
  async end(
    id: string,
    status: 'accepted' | 'failed' | 'expired',
    end: { provider?: string; providerMessageId?: string; lastError?: string },
  ): Promise<boolean> {
    const { count } = await this.prisma.message.updateMany({
      where: { id, status: { in: ['queued', 'sending'] } },
      data: { status, payload: null, ...end },
    });
    return count === 1;
  }

  /** Back to the queue's care until the next run. */
  async recordRetry(id: string, lastError: string): Promise<void> {
    await this.prisma.message.updateMany({ where: { id, status: 'sending' }, data: { status: 'queued', lastError } });
  }

  async attempts(messageId: string): Promise<PastAttempt[]> {
    return this.prisma.messageAttempt.findMany({
      where: { messageId },
      select: { provider: true, way: true, outcome: true },
      orderBy: { id: 'asc' },
    });
  }

  async startAttempt(messageId: string, provider: string, way: string): Promise<bigint> {
    const { id } = await this.prisma.messageAttempt.create({
      data: { messageId, provider, way },
      select: { id: true },
    });
    return id;
  }

  async finishAttempt(id: bigint, finishedAt: Date, result: AttemptResult): Promise<void> {
    await this.prisma.messageAttempt.update({ where: { id }, data: { ...result, finishedAt }, select: { id: true } });
  }

  /** Messages not yet ended and untouched since `before`, the oldest first. */
  async unfinished(before: Date, limit: number): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM messages
      WHERE status IN ('queued', 'sending') AND updated_at < ${before}
      ORDER BY created_at LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }
}
