import { Injectable } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { PrismaService } from '../database/index.js';
import type { Report } from './delivery.repository.js';
import { recordReported, type ReportedMessage } from './reported-message.js';

/** Rows of one provider. Other software on the same account may cause any number of reports. */
const MAX_ROWS = 10_000;
/** The oldest rows, which go when there are too many. */
const DISCARDED = 1000;

/** A provider's id of a message that it has just accepted. */
interface AcceptedId {
  provider: string;
  providerMessageId: string;
}

/**
 * Delivery reports on messages whose id is not known yet: a report may arrive before the acceptance of its message is
 * committed. Both sides write first and look afterwards, so no report is missed.
 */
@Injectable()
export class EarlyReportRepository {
  private readonly lookups = new Batcher<AcceptedId & { now: Date }, void>({ run: (ids) => this.applyToAll(ids) });

  constructor(private readonly prisma: PrismaService) {}

  /** Keeps the newest report of each message. Nothing replaces a delivery. */
  async keep({ provider, providerMessageId, state, meaning, recipientAtFault }: Report, now: Date): Promise<void> {
    await this.discardOldest(provider);
    await this.prisma.$executeRaw`
      INSERT INTO early_reports AS r (provider, provider_message_id, state, meaning, recipient_at_fault, received_at)
      VALUES (${provider}, ${providerMessageId}, ${state}, ${meaning ?? null}, ${recipientAtFault ?? false}, ${now})
      ON CONFLICT (provider, provider_message_id) DO UPDATE SET state = excluded.state, meaning = excluded.meaning,
        recipient_at_fault = excluded.recipient_at_fault, received_at = excluded.received_at
      WHERE r.state <> 'delivered'`;
  }

  /** Applies a report that came before this id was known, together with those of other messages. */
  async applyToOne({ provider, providerMessageId }: AcceptedId, now: Date): Promise<void> {
    await this.lookups.add({ provider, providerMessageId, now });
  }

  /** Applies the reports that came before these ids were known. Returns how many. */
  async applyTo(provider: string, providerMessageIds: string[], now: Date): Promise<number> {
    const reported = await this.prisma.$queryRaw<(ReportedMessage & { receivedAt: Date })[]>`
      WITH kept AS (
        DELETE FROM early_reports r USING messages m
        WHERE r.provider = ${provider} AND r.provider_message_id = ANY(${providerMessageIds})
          AND m.provider = r.provider AND m.provider_message_id = r.provider_message_id
        RETURNING r.*
      )
      UPDATE messages m
      SET status = k.state::message_status, reported_at = ${now}, updated_at = ${now},
        recipient_at_fault = k.recipient_at_fault,
        last_error = CASE WHEN k.state = 'delivered' THEN NULL ELSE k.meaning END
      FROM kept k
      WHERE m.provider = k.provider AND m.provider_message_id = k.provider_message_id AND m.status = 'accepted'
      RETURNING m.channel, m.provider, m.method, m.status, m.accepted_at AS "acceptedAt", m.traceparent,
        k.received_at AS "receivedAt"`;
    for (const { receivedAt, ...message } of reported) recordReported(message, receivedAt);
    return reported.length;
  }

  /** The reports on messages that Ramz does not know by these ids. */
  async find(provider: string, providerMessageIds: string[]): Promise<Report[]> {
    const rows = await this.prisma.earlyReport.findMany({
      where: { provider, providerMessageId: { in: providerMessageIds } },
    });
    return rows.map(({ state, meaning, ...row }) => ({
      provider,
      providerMessageId: row.providerMessageId,
      state: state as Report['state'],
      ...(meaning !== null && { meaning }),
    }));
  }

  private async discardOldest(provider: string): Promise<void> {
    await this.prisma.$executeRaw`
      DELETE FROM early_reports WHERE provider = ${provider}
        AND EXISTS (SELECT FROM early_reports WHERE provider = ${provider} OFFSET ${MAX_ROWS - 1} LIMIT 1)
        AND received_at <= (
          SELECT received_at FROM early_reports WHERE provider = ${provider}
          ORDER BY received_at OFFSET ${DISCARDED - 1} LIMIT 1)`;
  }

  private async applyToAll(accepted: (AcceptedId & { now: Date })[]): Promise<void[]> {
    for (const provider of new Set(accepted.map((message) => message.provider))) {
      const ids = accepted.filter((message) => message.provider === provider);
      await this.applyTo(
        provider,
        ids.map(({ providerMessageId }) => providerMessageId),
        accepted[0]!.now,
      );
    }
    return accepted.map(() => undefined);
  }
}
