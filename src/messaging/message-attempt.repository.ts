import { Injectable } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import type { AttemptOutcome } from '../database/generated/enums.js';
import type { CallFailure, CallOutcome } from './call-outcome.contract.js';
import { lockMessagesSql } from './message-run.sql.js';
import { takeOtpTokenSql } from './otp-chain.sql.js';

/** The provider in the row of a message that Ramz refused without a call. */
export const REFUSED_BY = 'ramz';

export interface PastAttempt {
  provider: string;
  method: string;
  /** `started`: the worker was killed during the call. */
  outcome: AttemptOutcome;
}

/** A call that is about to begin. */
export interface StartedCall {
  messageId: string;
  provider: string;
  method: string;
  now: Date;
  /** Not if the lease of the message is new. */
  renewsLease: boolean;
}

/** Rows of calls to providers. Each row is written before its call, and completed after it. */
@Injectable()
export class MessageAttemptRepository {
  private readonly starts = new Batcher<StartedCall, bigint>({
    run: (calls) => this.startAll(calls),
    keyOf: ({ messageId }) => messageId,
  });

  constructor(private readonly prisma: PrismaService) {}

  /** Calls for a message, oldest first. */
  async list(messageId: string): Promise<PastAttempt[]> {
    return this.prisma.messageAttempt.findMany({
      where: { messageId },
      select: { provider: true, method: true, outcome: true },
      orderBy: { id: 'asc' },
    });
  }

  /** Writes the row of a call, and renews the lease of its message. Returns the id of the row. */
  async start(call: StartedCall): Promise<bigint> {
    return this.starts.add(call);
  }

  /** Writes a row for each message of one call. */
  async startMany(messageIds: string[], provider: string, method: string): Promise<void> {
    await this.prisma.messageAttempt.createMany({
      data: messageIds.map((messageId) => ({ messageId, provider, method })),
    });
  }

  /** Completes the row of a failed call. If the message of a code may have been taken, see `takeOtpTokenSql`. */
  async finish(id: bigint, outcome: CallFailure, latencyMs: number, finishedAt: Date): Promise<void> {
    const data = { ...columnsOf(outcome), latencyMs, finishedAt };
    if (outcome.outcome !== 'unknown') {
      await this.prisma.messageAttempt.update({ where: { id }, data, select: { id: true } });
      return;
    }
    const { rawCode = null, meaning } = outcome;
    await this.prisma.$executeRaw`
      WITH finished AS (
        UPDATE message_attempts
        SET outcome = 'unknown', raw_code = ${rawCode}, meaning = ${meaning}, latency_ms = ${latencyMs},
          finished_at = ${finishedAt}
        WHERE id = ${id}
        RETURNING message_id
      ), taken AS (
        SELECT m.otp_token_id FROM messages m JOIN finished ON m.id = finished.message_id
      ), ${takeOtpTokenSql(finishedAt)}
      SELECT FROM taken`;
  }

  /** Completes the rows that `startMany` wrote. */
  async finishMany(
    results: { messageId: string; outcome: CallOutcome }[],
    latencyMs: number,
    finishedAt: Date,
  ): Promise<void> {
    const rows = results.map(({ messageId, outcome }) => ({ messageId, ...columnsOf(outcome) }));
    await this.prisma.$executeRaw`
      UPDATE message_attempts a
      SET provider = coalesce(r.provider, a.provider), outcome = r.outcome::attempt_outcome, raw_code = r."rawCode", meaning = r.meaning, cost = r.cost,
        segments = r.segments, provider_message_id = r."providerMessageId", latency_ms = ${latencyMs},
        finished_at = ${finishedAt}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r ("messageId" uuid, provider text, outcome text, "rawCode" int, meaning text, cost numeric, segments int,
          "providerMessageId" text)
      WHERE a.message_id = r."messageId" AND a.outcome = 'started'`;
  }

  private async startAll(calls: StartedCall[]): Promise<bigint[]> {
    const ids = calls.map(({ messageId }) => messageId);
    const renewed = calls.filter(({ renewsLease }) => renewsLease);
    const renewedIds = renewed.map(({ messageId }) => messageId);
    const attempts = await this.prisma.$queryRaw<{ id: bigint; messageId: string }[]>`
      WITH locked AS MATERIALIZED (${lockMessagesSql(renewedIds, Prisma.sql`true`)}), lease AS (
        UPDATE messages m SET updated_at = ${renewed.at(-1)?.now ?? null} WHERE m.id = ANY(ARRAY(SELECT id FROM locked))
      )
      INSERT INTO message_attempts (message_id, provider, method, started_at)
      SELECT * FROM unnest(${ids}::uuid[], ${calls.map(({ provider }) => provider)}::text[],
        ${calls.map(({ method }) => method)}::text[], ${calls.map(({ now }) => now)}::timestamptz[])
      RETURNING id, message_id AS "messageId"`;
    const byMessage = new Map(attempts.map(({ id, messageId }) => [messageId, id]));
    return ids.map((id) => byMessage.get(id)!);
  }
}

function columnsOf(outcome: CallOutcome) {
  const { rawCode } = outcome;
  if (outcome.outcome !== 'accepted') {
    const { meaning, refusedByRamz } = outcome;
    return { outcome: outcome.outcome, rawCode, meaning, ...(refusedByRamz && { provider: REFUSED_BY }) };
  }
  const { providerMessageId, cost, segments } = outcome;
  return { outcome: outcome.outcome, rawCode, providerMessageId, cost, segments };
}
