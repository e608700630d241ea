import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** More than a person looks through, and few enough for a developer's database. */
const MAX_ROWS = 1000;

/** A message that the simulation was given to send. */
export interface SimulatedMessage {
  channel: 'sms' | 'call' | 'email';
  /** E.164, or an e-mail address. */
  recipient: string;
  /** Of an e-mail. */
  subject?: string;
  text: string;
  code?: string;
}

export interface KeptMessage extends SimulatedMessage {
  createdAt: Date;
}

/**
 * What the simulation sent to nobody, in the database, because the process that sends is not always the one that is asked.
 * Only the simulation writes here, so the table is empty in production.
 */
@Injectable()
export class SimulatedMessageRepository {
  constructor(private readonly prisma: PrismaService) {}

  async keep({ channel, recipient, subject, text, code }: SimulatedMessage): Promise<void> {
    await this.prisma.$executeRaw`
      WITH kept AS (
        INSERT INTO simulated_messages (channel, recipient, subject, text, code)
        VALUES (${channel}::channel, ${recipient}, ${subject ?? null}, ${text}, ${code ?? null})
        RETURNING id
      )
      DELETE FROM simulated_messages s USING kept WHERE s.id <= kept.id - ${MAX_ROWS}`;
  }

  /** The newest first. @param recipient undefined: of everybody */
  async find(recipient: string | undefined, limit: number): Promise<KeptMessage[]> {
    const rows = await this.prisma.simulatedMessage.findMany({
      where: { recipient },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return rows.map(({ subject, code, ...row }) => ({
      ...row,
      subject: subject ?? undefined,
      code: code ?? undefined,
    }));
  }

  /** Whether a message to this recipient is on its way to the simulation. */
  async isExpected(recipient: string): Promise<boolean> {
    const unfinished = await this.prisma.message.findFirst({
      where: { recipient, status: { in: ['queued', 'sending'] } },
      select: { id: true },
    });
    return unfinished !== null;
  }
}
