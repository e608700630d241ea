import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { recordReported, type ReportedMessage } from './reported-message.js';
import { changeOf, type ReportedState } from './message-status.policy.js';

/** `unchanged`: the message is already in this state or a later one. `unknown`: no message has this id. */
export type ReportResult = 'applied' | 'unchanged' | 'unknown';

export interface Report {
  provider: string;
  providerMessageId: string;
  state: ReportedState;
  /** The provider's own status or error code. */
  rawStatus?: string;
  /** Why it was not delivered, in a sentence for administrators. */
  meaning?: string;
  /** The number itself is the reason. */
  recipientAtFault?: boolean;
}

/** No provider has a delivery report sooner. */
const FIRST_POLL_MS = 60_000;

/** Follows messages after a provider has accepted them. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Applies a report if it moves the message forward. Reports may be repeated, out of order and concurrent. */
  async applyReport(report: Report, now: Date): Promise<ReportResult> {
    const { provider, providerMessageId, state, meaning, recipientAtFault = false } = report;
    const change = changeOf(state);
    const [row] = await this.prisma.$queryRaw<({ result: ReportResult } & ReportedMessage)[]>`
      WITH applied AS (
        UPDATE messages
        SET status = ${change?.to ?? null}::message_status, reported_at = ${now}, updated_at = ${now},
          last_error = ${state === 'delivered' ? null : (meaning ?? null)}, recipient_at_fault = ${recipientAtFault}
        WHERE provider = ${provider} AND provider_message_id = ${providerMessageId}
          AND status = ANY(${change?.from ?? []}::message_status[])
        RETURNING channel, provider, method, status, accepted_at, traceparent
      )
      SELECT a.channel, a.provider, a.method, a.status, a.accepted_at AS "acceptedAt", a.traceparent,
        CASE
          WHEN a.status IS NOT NULL THEN 'applied'
          WHEN EXISTS (
            SELECT FROM messages WHERE provider = ${provider} AND provider_message_id = ${providerMessageId}
          ) THEN 'unchanged'
          ELSE 'unknown'
        END AS result
      FROM (SELECT) AS one LEFT JOIN (SELECT * FROM applied LIMIT 1) AS a ON true`;
    if (row!.result === 'applied') recordReported(row!, now, report.rawStatus);
    return row!.result;
  }

  /**
   * Claims up to `limit` messages whose provider has to be asked for a report, except e-mails, for which no reports exist.
   * The ones that were polled the longest ago come first, and no two callers get the same message. A message is due one
   * minute after it was accepted, then 2, 4, 8, ... minutes after it was last polled, until `windowMs` after it was accepted.
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

  /**
   * Finds a message that waits for its next run although the provider has accepted it: the answer was lost, and a report
   * shows that it was sent. Returns the method of that call. Undefined if the message has ended, is being sent, or was not
   * sent by this provider.
   */
  async methodOfLostAnswer(messageId: string, provider: string): Promise<string | undefined> {
    const [row] = await this.prisma.$queryRaw<{ method: string }[]>`
      SELECT a.method FROM messages m
      JOIN message_attempts a ON a.message_id = m.id AND a.provider = ${provider} AND a.outcome = 'unknown'
      WHERE m.id = ${messageId}::uuid AND m.status = 'queued'
      ORDER BY a.id DESC LIMIT 1`;
    return row?.method;
  }

  /** Whether the provider's id is known as that of another message. */
  async isIdOfAnother(messageId: string, provider: string, providerMessageId: string): Promise<boolean> {
    const count = await this.prisma.message.count({
      where: { provider, providerMessageId, id: { not: messageId } },
    });
    return count > 0;
  }

  /** Records that the provider took a message back. Does nothing if a delivery report came first. */
  async recordTakenBack(id: string, now: Date): Promise<void> {
    const [cancelled] = await this.prisma.message.updateManyAndReturn({
      where: { id, status: 'accepted' },
      data: { status: 'cancelled', reportedAt: now, updatedAt: now },
      select: { channel: true, provider: true, method: true, status: true, acceptedAt: true, traceparent: true },
    });
    if (cancelled) recordReported(cancelled, now);
  }
}
