import { Injectable } from '@nestjs/common';
import { endSessionsSql } from '../../auth/index.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { insertEventsSql, pseudonymiseEvents } from '../../events/index.js';

/** For all statements of a transaction together. */
const TRANSACTION_TIMEOUT_MS = 15_000;

/** How many rows were deleted, or in the case of messages and events kept under a pseudonym. */
export interface ErasedRows {
  sessions: number;
  codes: number;
  messages: number;
  events: number;
}

/** `busy`: a message to the user is being sent, and nothing was erased. */
export type ErasureResult = { result: 'erased'; rows: ErasedRows } | { result: 'busy' } | { result: 'no_user' };

interface Contacts {
  /** The number and the verified address of the user. */
  own: string[];
  /** A number and an address that the user wanted to change to. They may be those of strangers. */
  pending: string[];
}

/** Everything that is stored about a user. */
@Injectable()
export class UserDataRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The messages to a user that wait in the queue. */
  async queuedMessages(userId: string): Promise<string[]> {
    const contacts = await contactsOf(this.prisma, userId);
    if (!contacts) return [];
    const codes = await codesOf(this.prisma, userId, contacts);
    const rows = await this.prisma.message.findMany({
      where: { ...belongsTo(contacts, codes), status: 'queued' },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /** Deletes a user with sessions and codes, and replaces the recipient of the user's messages and events by a pseudonym. */
  async erase(userId: string, now: Date, pseudonymOf: (recipient: string) => string): Promise<ErasureResult> {
    return this.prisma.$transaction(
      async (transaction): Promise<ErasureResult> => {
        await transaction.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
        const contacts = await contactsOf(transaction, userId);
        if (!contacts) return { result: 'no_user' };
        const codes = await codesOf(transaction, userId, contacts);
        const messages = await transaction.message.findMany({
          where: belongsTo(contacts, codes),
          select: { id: true, recipient: true, status: true },
        });
        if (messages.some(({ status }) => status === 'queued' || status === 'sending')) return { result: 'busy' };
        const renamed = messages.map(({ id, recipient }) => ({ id, pseudonym: pseudonymOf(recipient) }));
        await transaction.$executeRaw`
          UPDATE messages m SET recipient = r.pseudonym, otp_token_id = NULL, payload = NULL
          FROM jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) AS r (id uuid, pseudonym text)
          WHERE m.id = r.id`;
        await transaction.otpToken.deleteMany({ where: { id: { in: codes } } });
        await transaction.simulatedMessage.deleteMany({ where: { recipient: { in: contacts.own } } });
        const ended = endSessionsSql(Prisma.sql`s.user_id = ${userId}::uuid`, 'erased', now);
        await transaction.$executeRaw(ended);
        const about = { recipients: contacts.own, subjects: [userId, ...codes] };
        const events = await pseudonymiseEvents(transaction, about, pseudonymOf);
        const { count: sessions } = await transaction.session.deleteMany({ where: { userId } });
        await transaction.user.delete({ where: { id: userId } });
        const erased = { sessions, codes: codes.length, messages: messages.length };
        await transaction.$executeRaw(erasedEventSql(userId, erased, now));
        return { result: 'erased', rows: { ...erased, events } };
      },
      { timeout: TRANSACTION_TIMEOUT_MS },
    );
  }

  /** Everything that is stored about a user, without digests and encrypted texts. Undefined if there is no such user. */
  async export(userId: string) {
    const contacts = await contactsOf(this.prisma, userId);
    if (!contacts) return undefined;
    const codes = await codesOf(this.prisma, userId, contacts);
    const [user, sessions, otpTokens, messages] = await Promise.all([
      this.prisma.user.findUniqueOrThrow({ where: { id: userId } }),
      this.prisma.session.findMany({ where: { userId }, orderBy: { id: 'asc' } }),
      this.prisma.otpToken.findMany({
        where: { id: { in: codes } },
        omit: { codeDigest: true, pepperId: true, debugCode: true, requesterKey: true },
        orderBy: { id: 'asc' },
      }),
      this.prisma.message.findMany({
        where: belongsTo(contacts, codes),
        omit: { payload: true, localId: true },
        include: { attempts: { omit: { id: true, messageId: true }, orderBy: { id: 'asc' } } },
        orderBy: { id: 'asc' },
      }),
    ]);
    return { user, sessions, codes: otpTokens, messages };
  }
}

function erasedEventSql(userId: string, erased: Omit<ErasedRows, 'events'>, now: Date): Prisma.Sql {
  const data = Prisma.sql`${JSON.stringify({ user_id: userId, ...erased })}::jsonb`;
  const event = {
    type: 'user.erased',
    subject: Prisma.sql`${userId}`,
    data,
    occurredAt: Prisma.sql`${now}::timestamptz`,
  } as const;
  return insertEventsSql(event, Prisma.sql`(SELECT) AS one`);
}

async function contactsOf(prisma: Prisma.TransactionClient, id: string): Promise<Contacts | undefined> {
  const user = await prisma.user.findUnique({ where: { id } });
  if (!user) return undefined;
  // An address without its mark may be that of an earlier owner of the number.
  const own = [user.phone, user.emailVerifiedAt && user.email].filter((contact) => contact !== null);
  return { own, pending: [user.pendingPhone, user.pendingEmail].filter((contact) => contact !== null) };
}

/** Codes are found by recipient, for which there is an index. */
async function codesOf(
  prisma: Prisma.TransactionClient,
  userId: string,
  { own, pending }: Contacts,
): Promise<string[]> {
  const rows = await prisma.otpToken.findMany({
    where: { OR: [{ recipient: { in: own } }, { recipient: { in: pending }, userId }] },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

function belongsTo({ own }: Contacts, codes: string[]): Prisma.MessageWhereInput {
  return { OR: [{ recipient: { in: own } }, { otpTokenId: { in: codes } }] };
}
