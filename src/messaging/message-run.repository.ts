import { Inject, Injectable } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import type { Channel } from '../database/generated/enums.js';
import { countMessage, countSpend } from '../metrics/index.js';
import { acceptMessagesSql, type Acceptance } from './accept-messages.sql.js';
import type { AcceptedMessage, FinishedCall } from './accepted-message.js';
import type { CallFailure } from './call-outcome.contract.js';
import {
  CLAIMED_COLUMNS,
  ENDED_COLUMNS,
  hasLostLeaseSql,
  IS_PHONE_CODE_BY_EMAIL,
  isSendableSql,
  lockMessagesSql,
  type ClaimedMessage,
  type EndedMessage,
} from './message-run.sql.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';

/** A message that a provider has just accepted. */
interface TakenMessage {
  channel: Channel;
  country: string | null;
  cost: number | null;
  currency: string | null;
}

/** Claims messages for workers and ends them. Every change of state is one conditional statement, often for several. */
@Injectable()
export class MessageRunRepository {
  private readonly claims = new Batcher<{ id: string; now: Date }, ClaimedMessage | undefined>({
    run: (claims) => this.claimAll(claims),
    keyOf: ({ id }) => id,
  });
  private readonly acceptances = new Batcher<Acceptance & { recipient: string; now: Date }, void>({
    run: (acceptances) => this.acceptAll(acceptances, latest(acceptances)),
    keyOf: ({ recipient }) => recipient,
  });

  constructor(
    private readonly prisma: PrismaService,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /** Leases a message to this worker. Undefined if the message or its code has ended, or if another worker holds it. */
  async claim(id: string, now: Date): Promise<ClaimedMessage | undefined> {
    return this.claims.add({ id, now });
  }

  /** Leases up to `limit` messages of a bulk send that no worker has claimed before. */
  async claimShare(batchId: string, limit: number, now: Date): Promise<ClaimedMessage[]> {
    return this.prisma.$queryRaw<ClaimedMessage[]>`
      UPDATE messages m
      SET status = 'sending', attempt_count = attempt_count + 1, updated_at = ${now}
      WHERE m.id = ANY(ARRAY(
        SELECT id FROM messages
        WHERE batch_id = ${batchId}::uuid AND status = 'queued' AND attempt_count = 0 AND expires_at > ${now}
          AND payload IS NOT NULL
        ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED))
      RETURNING ${CLAIMED_COLUMNS}`;
  }

  /** When the lease of a message ends. Undefined if no worker holds it. */
  async leasedUntil(id: string): Promise<Date | undefined> {
    const row = await this.prisma.message.findFirst({ where: { id, status: 'sending' }, select: { updatedAt: true } });
    return row ? new Date(row.updatedAt.getTime() + this.config.leaseMs) : undefined;
  }

  /**
   * Ends a message that `claim` refuses for good: `expired`, or `cancelled` because its code has ended. Undefined if it can
   * still be sent, is leased, or has ended.
   */
  async endUnsendable(id: string, now: Date): Promise<EndedMessage | undefined> {
    const [ended] = await this.prisma.$queryRaw<EndedMessage[]>`
      UPDATE messages m
      SET status = CASE WHEN m.expires_at <= ${now} THEN 'expired' ELSE 'cancelled' END::message_status,
        payload = NULL, updated_at = ${now}
      WHERE m.id = ${id}::uuid AND ${this.isUnleased(now)} AND NOT ${isSendableSql(now)}
      RETURNING ${ENDED_COLUMNS}`;
    if (ended) countEnded(ended);
    return ended;
  }

  /** Records that a provider accepted a message; if it carries a code, see `takeOtpTokenSql`. */
  async accept(id: string, accepted: AcceptedMessage, now: Date): Promise<void> {
    await this.acceptAll([{ id, accepted }], now);
  }

  /** Same as `accept`, with other messages of this worker, and with the rows of their calls. */
  async acceptCalled(
    { id, recipient }: Pick<ClaimedMessage, 'id' | 'recipient'>,
    accepted: AcceptedMessage,
    call: FinishedCall,
    now: Date,
  ): Promise<void> {
    await this.acceptances.add({ id, recipient, accepted, call, now });
  }

  /** Records that a provider accepted these messages in one call. */
  async acceptMany(
    provider: string,
    method: string,
    accepted: (Omit<AcceptedMessage, 'provider' | 'method'> & { id: string })[],
    now: Date,
  ): Promise<void> {
    if (accepted.length === 0) return;
    const taken = await this.prisma.$queryRaw<TakenMessage[]>`
      UPDATE messages m
      SET status = 'accepted', payload = NULL, last_error = NULL, provider = ${provider}, method = ${method},
        provider_message_id = a."providerMessageId", cost = a.cost, currency = a.currency,
        segments = coalesce(a.segments, m.segments),
        accepted_at = ${now}, updated_at = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(accepted)}::jsonb)
        AS a (id uuid, "providerMessageId" text, cost numeric, currency text, segments int)
      WHERE m.id = a.id AND m.status IN ('queued', 'sending')
      RETURNING m.channel, m.country, m.cost::float8 AS cost, m.currency`;
    for (const message of taken) countAccepted({ ...message, provider, method });
  }

  /**
   * Ends a message that was not sent, and lets the client request another code at once. Undefined if the message had ended
   * before: the first end stays.
   */
  async end(
    id: string,
    status: 'failed' | 'expired',
    { meaning, recipientAtFault = false }: Pick<CallFailure, 'meaning' | 'recipientAtFault'>,
    now: Date,
  ): Promise<EndedMessage | undefined> {
    const [ended] = await this.prisma.$queryRaw<EndedMessage[]>`
      WITH ended AS (
        UPDATE messages m
        SET status = ${status}::message_status, payload = NULL, last_error = ${meaning},
          recipient_at_fault = ${recipientAtFault}, updated_at = ${now}
        WHERE m.id = ${id}::uuid AND m.status IN ('queued', 'sending')
        RETURNING m.otp_token_id, ${ENDED_COLUMNS}
      ), released AS (
        UPDATE otp_tokens t SET resend_at = ${now} FROM ended
        WHERE t.id = ended.otp_token_id AND t.resend_at > ${now} AND NOT ${IS_PHONE_CODE_BY_EMAIL}
      )
      SELECT kind, channel, status, "createdAt", "countedFor", purpose, "isUnsent" FROM ended`;
    if (ended) countEnded(ended);
    return ended;
  }

  /** Ends a message that waits in the queue. Undefined if it does not wait any more. */
  async cancelQueued(id: string, now: Date): Promise<EndedMessage | undefined> {
    const [cancelled] = await this.prisma.$queryRaw<EndedMessage[]>`
      UPDATE messages m
      SET status = 'cancelled', payload = NULL, updated_at = ${now}
      WHERE m.id = ${id}::uuid AND m.status = 'queued'
      RETURNING ${ENDED_COLUMNS}`;
    if (cancelled) countEnded(cancelled);
    return cancelled;
  }

  /** Ends the lease of a message that is to be sent in a later run. */
  async recordRetry(id: string, lastError: string): Promise<void> {
    await this.prisma.message.updateMany({
      where: { id, status: 'sending' },
      data: { status: 'queued', lastError },
    });
  }

  /** Like `recordRetry`, for a run that only found that it has to wait: it does not use up an attempt. */
  async recordPause(id: string, lastError: string): Promise<void> {
    await this.prisma.message.updateMany({
      where: { id, status: 'sending' },
      data: { status: 'queued', lastError, attemptCount: { decrement: 1 } },
    });
  }

  /** Keeps the error of a run without touching its lease. Returns the number of runs; undefined if the message has ended. */
  async recordError(id: string, lastError: string): Promise<number | undefined> {
    const [row] = await this.prisma.$queryRaw<{ attemptCount: number }[]>`
      UPDATE messages SET last_error = ${lastError} WHERE id = ${id}::uuid AND status IN ('queued', 'sending')
      RETURNING attempt_count AS "attemptCount"`;
    return row?.attemptCount;
  }

  /** Same as `recordError`, for the messages of a bulk send that workers hold. */
  async recordBatchError(batchId: string, lastError: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE messages SET last_error = ${lastError} WHERE batch_id = ${batchId}::uuid AND status = 'sending'`;
  }

  private async claimAll(claims: { id: string; now: Date }[]): Promise<(ClaimedMessage | undefined)[]> {
    const now = latest(claims);
    const ids = claims.map(({ id }) => id);
    const claimed = await this.prisma.$queryRaw<ClaimedMessage[]>`
      WITH locked AS MATERIALIZED (
        ${lockMessagesSql(ids, Prisma.sql`${this.isUnleased(now)} AND ${isSendableSql(now)}`)}
      )
      UPDATE messages m
      SET status = 'sending', attempt_count = attempt_count + 1, updated_at = ${now}
      WHERE m.id = ANY(ARRAY(SELECT id FROM locked))
      RETURNING ${CLAIMED_COLUMNS}`;
    const byId = new Map(claimed.map((message) => [message.id, message]));
    return ids.map((id) => byId.get(id));
  }

  private async acceptAll(acceptances: Acceptance[], now: Date): Promise<void[]> {
    const taken = await this.prisma.$queryRaw<{ id: string; channel: Channel; country: string | null }[]>(
      acceptMessagesSql(acceptances, now),
    );
    const byId = new Map(acceptances.map(({ id, accepted }) => [id, accepted]));
    for (const { id, ...message } of taken) countAccepted({ ...message, ...byId.get(id)! });
    return acceptances.map(() => undefined);
  }

  /** No other worker holds the message `m`. */
  private isUnleased(now: Date): Prisma.Sql {
    return Prisma.sql`(m.status::text = 'queued' OR ${hasLostLeaseSql(now, this.config.leaseMs)})`;
  }
}

function countAccepted(
  accepted: Omit<TakenMessage, 'cost' | 'currency'> & {
    provider: string;
    method: string;
    cost?: number | null;
    currency?: string | null;
  },
): void {
  const { channel, provider, method } = accepted;
  countMessage({ channel, provider, method, status: 'accepted' });
  countSpend(accepted);
}

/** The failures of its calls have been counted already. */
function countEnded({ channel, status }: EndedMessage): void {
  countMessage({ channel, status: status === 'expired' || status === 'cancelled' ? status : 'given_up' });
}

/** The time of a batch: nothing is older than it says. */
function latest(items: { now: Date }[]): Date {
  return items.reduce((last, { now }) => (now > last ? now : last), items[0]!.now);
}
