import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import type { AttemptOutcome } from '../database/generated/enums.js';

export interface PastAttempt {
  provider: string;
  method: string;
  outcome: AttemptOutcome;
}

export interface AttemptResult {
  outcome: AttemptOutcome;
  rawCode?: number;
  meaning?: string;
  cost?: number;
  segments?: number;
  providerMessageId?: string;
  latencyMs: number;
}

/** The rows of calls to providers: each is written before its call, and completed after it. */
@Injectable()
export class MessageAttemptRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Calls for a message, the first one first. */
  async of(messageId: string): Promise<PastAttempt[]> {
    return this.prisma.messageAttempt.findMany({
      where: { messageId },
      select: { provider: true, method: true, outcome: true },
      orderBy: { id: 'asc' },
    });
  }

  /** Before a call. Also renews the lease of the message. */
  async start(messageId: string, provider: string, method: string, now: Date): Promise<bigint> {
    const [attempt] = await this.prisma.$queryRaw<{ id: bigint }[]>`
      WITH lease AS (UPDATE messages SET updated_at = ${now} WHERE id = ${messageId}::uuid)
      INSERT INTO message_attempts (message_id, provider, method, started_at)
      VALUES (${messageId}::uuid, ${provider}, ${method}, ${now})
      RETURNING id`;
    return attempt!.id;
  }

  /** As `start`, for the messages of one call. */
  async startMany(messageIds: string[], provider: string, method: string): Promise<void> {
    await this.prisma.messageAttempt.createMany({
      data: messageIds.map((messageId) => ({ messageId, provider, method })),
    });
  }

  /** Ends the attempts that `startMany` has begun. */
  async finishMany(results: (AttemptResult & { messageId: string })[], finishedAt: Date): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE message_attempts t
      SET outcome = r.outcome::attempt_outcome, raw_code = r."rawCode", meaning = r.meaning, cost = r.cost,
        segments = r.segments, provider_message_id = r."providerMessageId", latency_ms = r."latencyMs",
        finished_at = ${finishedAt}
      FROM jsonb_to_recordset(${JSON.stringify(results)}::jsonb)
        AS r ("messageId" uuid, outcome text, "rawCode" int, meaning text, cost numeric, segments int,
          "providerMessageId" text, "latencyMs" int)
      WHERE t.message_id = r."messageId" AND t.outcome = 'started'`;
  }

  async finish(id: bigint, finishedAt: Date, result: AttemptResult): Promise<void> {
    await this.prisma.messageAttempt.update({ where: { id }, data: { ...result, finishedAt }, select: { id: true } });
  }
}
