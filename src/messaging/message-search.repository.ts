import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import type { Prisma } from '../database/generated/client.js';
import { MessageKind, MessageStatus, OtpPurpose } from '../database/generated/enums.js';

export const MESSAGE_STATUSES = Object.values(MessageStatus);
export const MESSAGE_KINDS = Object.values(MessageKind);
export const OTP_PURPOSES = Object.values(OtpPurpose);

/** A place in the list: the message before it. */
export interface MessageCursor {
  createdAt: Date;
  id: string;
}

export interface MessageFilter {
  /** E.164. */
  recipient?: string;
  status?: MessageStatus;
  provider?: string;
  kind?: MessageKind;
  batchId?: string;
  /** Included. */
  from?: Date;
  /** Not included. */
  to?: Date;
}

export interface CancelledMessage {
  kind: MessageKind;
  /** Whose limits it was counted against: what the code was asked for, or the recipient of a message that is no code. */
  countedFor: string;
  createdAt: Date;
  /** No provider has it, or may have it. */
  isUnsent: boolean;
}

const FIELDS = {
  id: true,
  kind: true,
  channel: true,
  recipient: true,
  status: true,
  provider: true,
  providerMessageId: true,
  method: true,
  sender: true,
  batchId: true,
  requestedBy: true,
  segments: true,
  cost: true,
  currency: true,
  lastError: true,
  attemptCount: true,
  createdAt: true,
  acceptedAt: true,
  reportedAt: true,
  expiresAt: true,
  updatedAt: true,
} satisfies Prisma.MessageSelect;

const ATTEMPTS = { attempts: { orderBy: { id: 'asc' } } } satisfies Prisma.MessageSelect;

export type MessageRow = Prisma.MessageGetPayload<{ select: typeof FIELDS }>;
export type MessageWithAttempts = Prisma.MessageGetPayload<{ select: typeof FIELDS & typeof ATTEMPTS }>;

/** Messages as administrators look at them: without their text. */
@Injectable()
export class MessageSearchRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The newest first. What is written meanwhile moves nothing to another page. */
  async list(filter: MessageFilter, after: MessageCursor | undefined, limit: number): Promise<MessageRow[]> {
    const { recipient, status, provider, kind, batchId, from, to } = filter;
    const conditions: Prisma.MessageWhereInput[] = [
      { recipient, status, provider, kind, batchId, createdAt: { gte: from, lt: to } },
      // The first of the two is for the index.
      ...(after
        ? [
            { createdAt: { lte: after.createdAt } },
            { OR: [{ createdAt: { lt: after.createdAt } }, { id: { lt: after.id } }] },
          ]
        : []),
    ];
    return this.prisma.message.findMany({
      where: { AND: conditions },
      select: FIELDS,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  async find(id: string): Promise<MessageWithAttempts | undefined> {
    const row = await this.prisma.message.findUnique({ where: { id }, select: { ...FIELDS, ...ATTEMPTS } });
    return row ?? undefined;
  }

  /** Ends a message that waits in the queue. Undefined when it does not wait any more. */
  async cancelQueued(id: string, now: Date): Promise<CancelledMessage | undefined> {
    const [cancelled] = await this.prisma.$queryRaw<CancelledMessage[]>`
      UPDATE messages m
      SET status = 'cancelled', payload = NULL, updated_at = ${now}
      WHERE id = ${id}::uuid AND status = 'queued'
      RETURNING kind, created_at AS "createdAt",
        coalesce((SELECT t.recipient FROM otp_tokens t WHERE t.id = m.otp_token_id), m.recipient) AS "countedFor",
        NOT EXISTS (
        SELECT 1 FROM message_attempts a
        WHERE a.message_id = m.id AND a.outcome IN ('started', 'accepted', 'unknown')) AS "isUnsent"`;
    return cancelled;
  }

  /** Records that the provider took a message back. False when a report has come in between. */
  async recordTakenBack(id: string, now: Date): Promise<boolean> {
    const { count } = await this.prisma.message.updateMany({
      where: { id, status: 'accepted' },
      data: { status: 'cancelled', reportedAt: now, updatedAt: now },
    });
    return count === 1;
  }
}
