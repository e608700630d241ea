import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { Prisma } from '../../database/generated/client.js';

const CODE = {
  id: true,
  recipient: true,
  purpose: true,
  channel: true,
  locale: true,
  status: true,
  isTestNumber: true,
  attempts: true,
  attemptsAtIssue: true,
  maxAttempts: true,
  sendCount: true,
  createdAt: true,
  expiresAt: true,
  endedAt: true,
  userId: true,
} satisfies Prisma.OtpTokenSelect;

const ATTEMPT = {
  provider: true,
  method: true,
  outcome: true,
  rawCode: true,
  meaning: true,
  latencyMs: true,
  startedAt: true,
} satisfies Prisma.MessageAttemptSelect;

const MESSAGE = {
  id: true,
  otpTokenId: true,
  recipient: true,
  kind: true,
  channel: true,
  status: true,
  provider: true,
  method: true,
  requestedBy: true,
  routeReason: true,
  lastError: true,
  createdAt: true,
  acceptedAt: true,
  reportedAt: true,
  expiresAt: true,
  updatedAt: true,
  attempts: { select: ATTEMPT, orderBy: { id: 'asc' } },
} satisfies Prisma.MessageSelect;

const NEWEST = { createdAt: 'desc' } as const;

type CodeRow = Prisma.OtpTokenGetPayload<{ select: typeof CODE }>;
export type MessageFacts = Omit<Prisma.MessageGetPayload<{ select: typeof MESSAGE }>, 'otpTokenId'>;
export type AttemptFacts = Prisma.MessageAttemptGetPayload<{ select: typeof ATTEMPT }>;
export type CodeFacts = Omit<CodeRow, 'userId'> & {
  bySignedInUser: boolean;
  /** Id of the challenge that replaced this one. */
  supersededBy?: string;
};

export interface ExplainFacts {
  now: Date;
  code?: CodeFacts;
  message?: MessageFacts;
  /** The session that the code has opened. */
  session?: { createdAt: Date };
}

/** What is stored about a code and its message. Reads no digests, codes and texts. */
@Injectable()
export class ExplainRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Of a challenge or a message. Undefined if there is neither. */
  async byId(id: string): Promise<Omit<ExplainFacts, 'now'> | undefined> {
    const code = await this.prisma.otpToken.findUnique({ where: { id }, select: CODE });
    if (code) return this.ofCode(code);
    const message = await this.prisma.message.findUnique({ where: { id }, select: MESSAGE });
    return message ? this.ofMessage(message) : undefined;
  }

  /** The newest code or message of a recipient. */
  async byRecipient(recipient: string): Promise<Omit<ExplainFacts, 'now'>> {
    const [code, message] = await Promise.all([
      this.prisma.otpToken.findFirst({ where: { recipient }, select: CODE, orderBy: NEWEST }),
      this.prisma.message.findFirst({ where: { recipient }, select: MESSAGE, orderBy: NEWEST }),
    ]);
    if (code && (!message || message.createdAt <= code.createdAt || message.otpTokenId === code.id))
      return this.ofCode(code);
    return message ? this.ofMessage(message) : {};
  }

  private async ofMessage({ otpTokenId, ...message }: Prisma.MessageGetPayload<{ select: typeof MESSAGE }>) {
    if (otpTokenId === null) return { message };
    const code = await this.prisma.otpToken.findUniqueOrThrow({ where: { id: otpTokenId }, select: CODE });
    return { ...(await this.ofCode(code)), message };
  }

  private async ofCode({ userId, ...code }: CodeRow): Promise<Omit<ExplainFacts, 'now'>> {
    const { id, recipient, purpose, createdAt, endedAt, status } = code;
    const [message, successor, session] = await Promise.all([
      this.prisma.message.findFirst({ where: { otpTokenId: id }, select: MESSAGE, orderBy: NEWEST }),
      status === 'superseded'
        ? this.prisma.otpToken.findFirst({
            where: { recipient, purpose, userId, createdAt: { gt: createdAt } },
            select: { id: true },
            orderBy: { createdAt: 'asc' },
          })
        : null,
      // A sign-in uses the code and opens its session at the same time.
      status === 'used' && endedAt
        ? this.prisma.session.findFirst({
            where: { createdAt: endedAt, user: { OR: [{ phone: recipient }, { email: recipient }] } },
            select: { createdAt: true },
          })
        : null,
    ]);
    return {
      code: { ...code, bySignedInUser: userId !== null, supersededBy: successor?.id },
      message: message ?? undefined,
      session: session ?? undefined,
    };
  }
}
