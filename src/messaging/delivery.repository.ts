import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { changeOf, type ReportedState } from './message-status.policy.js';

/** `unchanged`: the message has come as far already, or further. `unknown`: there is no such message. */
export type ReportResult = 'applied' | 'unchanged' | 'unknown';

export interface Report {
  provider: string;
  providerMessageId: string;
  state: ReportedState;
  /** Why it was not delivered, as an administrator may read it. */
  meaning?: string;
}

/** No provider knows more sooner. */
const FIRST_POLL_MS = 60_000;

/** What becomes of messages that a provider has taken. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Moves the message on where the report leads forward. Reports may repeat, and come in any order and at once. */
  async applyReport({ provider, providerMessageId, state, meaning }: Report, now: Date): Promise<ReportResult> {
    const change = changeOf(state);
    const [row] = await this.prisma.$queryRaw<{ result: ReportResult }[]>`
      WITH applied AS (
        UPDATE messages
        SET status = ${change?.to ?? null}::message_status, reported_at = ${now}, updated_at = ${now},
          last_error = ${state === 'delivered' ? null : (meaning ?? null)}
        WHERE provider = ${provider} AND provider_message_id = ${providerMessageId}
          AND status = ANY(${change?.from ?? []}::message_status[])
        RETURNING 1
      )
      SELECT CASE
        WHEN EXISTS (SELECT FROM applied) THEN 'applied'
        WHEN EXISTS (
          SELECT FROM messages WHERE provider = ${provider} AND provider_message_id = ${providerMessageId}
        ) THEN 'unchanged'
        ELSE 'unknown'
      END AS result`;
    return row!.result;
  }

  /**
   * Takes up to `limit` messages to ask their provider about, e-mails excepted, of which nobody reports, those first that were asked about the longest ago; no two
   * callers get the same one. A message is due a minute after it was accepted, and then 2, 4, 8, ... minutes after it was
   * asked about, until `windowMs` after it was accepted.
   */
  async claimForPolling(
    provider: string,
    { limit, windowMs }: { limit: number; windowMs: number },
    now: Date,
  ): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ providerMessageId: string }[]>`
      WITH due AS MATERIALIZED (
        SELECT id FROM messages
        WHERE status = 'accepted' AND provider = ${provider} AND provider_message_id IS NOT NULL
          AND channel <> 'email'
          AND accepted_at <= ${new Date(now.getTime() - FIRST_POLL_MS)}
          AND accepted_at > ${new Date(now.getTime() - windowMs)}
          AND (polled_at IS NULL
            OR polled_at + (polled_at - accepted_at) + interval '1 millisecond' * ${FIRST_POLL_MS}::float8 <= ${now})
        ORDER BY polled_at NULLS FIRST, accepted_at
        LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      )
      UPDATE messages m SET polled_at = ${now} FROM due WHERE m.id = due.id
      RETURNING m.provider_message_id AS "providerMessageId"`;
    return rows.map((row) => row.providerMessageId);
  }
}
