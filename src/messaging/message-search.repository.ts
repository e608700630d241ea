import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import type { Prisma } from '../database/generated/client.js';
import { MessageKind, OtpPurpose, type MessageStatus } from '../database/generated/enums.js';

export const MESSAGE_KINDS = Object.values(MessageKind);
export const OTP_PURPOSES = Object.values(OtpPurpose);

/** The last message of a page; the next page begins after it. */
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
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
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

const DETAILS = { routeReason: true, attempts: { orderBy: { id: 'asc' } } } satisfies Prisma.MessageSelect;

export type MessageRow = Prisma.MessageGetPayload<{ select: typeof FIELDS }>;
export type MessageWithAttempts = Prisma.MessageGetPayload<{ select: typeof FIELDS & typeof DETAILS }>;

/** Finds messages for administrators. It never reads their texts. */
@Injectable()
export class MessageSearchRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Newest first. Messages written in the meantime do not move others to another page. */
  async list(filter: MessageFilter, after: MessageCursor | undefined, limit: number): Promise<MessageRow[]> {
    const { recipient, status, provider, kind, batchId, from, to } = filter;
    const conditions: Prisma.MessageWhereInput[] = [
      { recipient, status, provider, kind, batchId, createdAt: { gte: from, lt: to } },
      // The first condition is implied by the second one, and lets PostgreSQL use the index.
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
    const row = await this.prisma.message.findUnique({ where: { id }, select: { ...FIELDS, ...DETAILS } });
    return row ?? undefined;
  }
}
