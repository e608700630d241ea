import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import type { Channel } from '../database/generated/enums.js';
import { currentTraceparent } from '../tracing/index.js';
import { insertMessagesSql } from './message.sql.js';

/** Rows of a statement. More would hold up other requests while they are sent, and while the database parses them. */
const SHARE_SIZE = 250;
/** For ten thousand rows on a busy machine. */
const TRANSACTION_TIMEOUT_MS = 60_000;

/** A message other than a code of Ramz. */
export interface NewMessage {
  id: string;
  kind: 'simple' | 'template' | 'bulk';
  channel: Channel;
  /** E.164 number, or normalised e-mail address. */
  recipient: string;
  /** ISO country of a number. */
  country?: string;
  /** Sealed by `MessagePayloadCipher`. */
  payload: Buffer<ArrayBuffer>;
  sender?: string;
  batchId?: string;
  requestedBy?: string;
  /** How many segments the text has. */
  segments: number;
  expiresAt: Date;
}

/** Writes new messages. */
@Injectable()
export class MessageRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Writes all or none. For the ten thousand of a bulk send, `createMany` takes about fifteen times as long. */
  async create(messages: NewMessage[], now: Date): Promise<void> {
    if (messages.length <= SHARE_SIZE) return this.insert(this.prisma, messages, now);
    await this.prisma.$transaction(
      async (transaction) => {
        for (let start = 0; start < messages.length; start += SHARE_SIZE) {
          await this.insert(transaction, messages.slice(start, start + SHARE_SIZE), now);
        }
      },
      { timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  private async insert(client: Prisma.TransactionClient, messages: NewMessage[], now: Date): Promise<void> {
    const rows = messages.map(({ payload, ...row }) => ({ ...row, payload: payload.toString('base64') }));
    const row = {
      id: Prisma.sql`id`,
      channel: Prisma.sql`channel`,
      kind: Prisma.sql`kind`,
      recipient: Prisma.sql`recipient`,
      country: Prisma.sql`country`,
      payload: Prisma.sql`decode(payload, 'base64')`,
      sender: Prisma.sql`sender`,
      batchId: Prisma.sql`"batchId"`,
      requestedBy: Prisma.sql`"requestedBy"`,
      segments: Prisma.sql`segments`,
      traceparent: currentTraceparent(),
      createdAt: now,
      expiresAt: Prisma.sql`"expiresAt"`,
    };
    await client.$executeRaw(
      insertMessagesSql(
        row,
        Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS r (id uuid, channel text, kind text, recipient text, country text, payload text, sender text, "batchId" uuid,
            "requestedBy" text, segments int, "expiresAt" timestamptz)`,
      ),
    );
  }
}
