import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import type { Channel } from '../database/generated/enums.js';
import { currentTraceparent } from '../tracing/index.js';
import { insertMessagesSql } from './message.sql.js';

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
  /** That the text is billed as. */
  segments: number;
  expiresAt: Date;
}

/** Writes new messages. */
@Injectable()
export class MessageRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Writes all or none. For the ten thousand of a bulk send, `createMany` takes about fifteen times as long. */
  async create(messages: NewMessage[], now: Date): Promise<void> {
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
    await this.prisma.$executeRaw(
      insertMessagesSql(
        row,
        Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS r (id uuid, channel text, kind text, recipient text, country text, payload text, sender text, "batchId" uuid,
            "requestedBy" text, segments int, "expiresAt" timestamptz)`,
      ),
    );
  }
}
