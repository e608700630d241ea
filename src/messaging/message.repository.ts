import { Inject, Injectable } from '@nestjs/common';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import type { Channel, MessageKind } from '../database/generated/enums.js';

/** How long a worker may take between two calls. */
const LEASE_GRACE_MS = 5000;

/**
 * Codes for a number that were asked for by e-mail: whether they go there depends on whether the number has an address, so
 * nothing that a stranger can see follows from what becomes of them.
 */
const SECOND_CHANNEL = Prisma.sql`(t.channel = 'email' AND t.recipient NOT LIKE '%@%')`;

/** `ClaimedMessage.countedFor` of the row `m`. */
const COUNTED_FOR = Prisma.sql`CASE WHEN m.otp_token_id IS NULL THEN m.recipient ELSE (
  SELECT t.recipient FROM otp_tokens t WHERE t.id = m.otp_token_id AND NOT ${SECOND_CHANNEL}) END`;

/** A message that this worker may send now. */
export interface ClaimedMessage {
  id: string;
  localId: bigint;
  kind: MessageKind;
  channel: Channel;
  recipient: string;
  /**
   * Whose limits its count may go back to: what the code was asked for, or the recipient of a message that is no code.
   * Null where none may.
   */
  countedFor: string | null;
  sender: string | null;
  payload: Uint8Array;
  /** Runs by a worker, this one included. */
  attemptCount: number;
  createdAt: Date;
  expiresAt: Date;
}

/** A message that is no code of ours. */
export interface NewMessage {
  id: string;
  kind: 'simple' | 'template' | 'bulk';
  channel: Channel;
  /** E.164 number, or normalised e-mail address. */
  recipient: string;
  payload: Buffer<ArrayBuffer>;
  sender?: string;
  batchId?: string;
  requestedBy?: string;
  expiresAt: Date;
}

export interface EndedMessage {
  kind: MessageKind;
  /** As in `ClaimedMessage`. */
  countedFor: string | null;
  createdAt: Date;
  status: 'expired' | 'cancelled';
  /** No provider has it, or may have it. */
  isUnsent: boolean;
}

export interface AcceptedMessage {
  provider: string;
  method: string;
  providerMessageId: string;
  cost?: number;
  currency?: string;
  segments?: number;
}

/** The rows of messages. Every change of state is one conditional statement. */
@Injectable()
export class MessageRepository {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /** Writes all or none. `createMany` takes some fifteen times as long for the ten thousand of a bulk send. */
  async create(messages: NewMessage[], now: Date): Promise<void> {
    const rows = messages.map(({ payload, ...row }) => ({ ...row, payload: payload.toString('base64') }));
    await this.prisma.$executeRaw`
      INSERT INTO messages (id, channel, kind, recipient, status, payload, sender, batch_id, requested_by, created_at,
        expires_at, updated_at)
      SELECT id, channel, kind, recipient, 'queued', decode(payload, 'base64'), sender, "batchId", "requestedBy", ${now},
        "expiresAt", ${now}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r (id uuid, channel channel, kind message_kind, recipient text, payload text, sender text, "batchId" uuid,
          "requestedBy" text, "expiresAt" timestamptz)`;
  }

  /**
   * Takes a message for sending. Undefined when it has ended, must not be sent any more because its life or the life of
   * its code is over, or is in the hands of another worker, which loses it when its lease has run out.
   */
  async claim(id: string, now: Date): Promise<ClaimedMessage | undefined> {
    const [row] = await this.prisma.$queryRaw<ClaimedMessage[]>`
      UPDATE messages m
      SET status = 'sending', attempt_count = attempt_count + 1, updated_at = ${now}
      WHERE id = ${id}::uuid AND (status = 'queued' OR status = 'sending' AND updated_at < ${this.leaseStart(now)})
        AND expires_at > ${now} AND payload IS NOT NULL
        AND (otp_token_id IS NULL OR EXISTS (
          SELECT 1 FROM otp_tokens t
          WHERE t.id = m.otp_token_id AND t.status = 'active' AND t.attempts < t.max_attempts))
      RETURNING id, local_id AS "localId", kind, channel, recipient, ${COUNTED_FOR} AS "countedFor", sender, payload,
        attempt_count AS "attemptCount", created_at AS "createdAt", expires_at AS "expiresAt"`;
    return row;
  }

  /** Takes up to `limit` messages of a bulk send, none that another worker takes. */
  async claimShare(batchId: string, limit: number, now: Date): Promise<ClaimedMessage[]> {
    return this.prisma.$queryRaw<ClaimedMessage[]>`
      UPDATE messages
      SET status = 'sending', attempt_count = attempt_count + 1, updated_at = ${now}
      WHERE id IN (
        SELECT id FROM messages
        WHERE batch_id = ${batchId}::uuid AND status = 'queued' AND attempt_count = 0 AND expires_at > ${now}
          AND payload IS NOT NULL
        ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, local_id AS "localId", kind, channel, recipient, recipient AS "countedFor", sender, payload,
        attempt_count AS "attemptCount", created_at AS "createdAt", expires_at AS "expiresAt"`;
  }

  /**
   * Ends a message that `claim` would not give: expired, or cancelled with its code. Undefined when it may still be sent,
   * or had ended.
   */
  async endUnsendable(id: string, now: Date): Promise<EndedMessage | undefined> {
    const [ended] = await this.prisma.$queryRaw<EndedMessage[]>`
      UPDATE messages m
      SET status = CASE WHEN expires_at <= ${now} THEN 'expired' ELSE 'cancelled' END::message_status,
        payload = NULL, updated_at = ${now}
      WHERE id = ${id}::uuid AND (status = 'queued' OR status = 'sending' AND updated_at < ${this.leaseStart(now)})
        AND (expires_at <= ${now} OR payload IS NULL OR EXISTS (
          SELECT 1 FROM otp_tokens t
          WHERE t.id = m.otp_token_id AND (t.status <> 'active' OR t.attempts >= t.max_attempts)))
      RETURNING kind, ${COUNTED_FOR} AS "countedFor", created_at AS "createdAt", status, NOT EXISTS (
        SELECT 1 FROM message_attempts a
        WHERE a.message_id = m.id AND a.outcome IN ('started', 'accepted', 'unknown')) AS "isUnsent"`;
    return ended;
  }

  /** When the worker that has a message loses it; undefined when none has it. */
  async leasedUntil(id: string): Promise<Date | undefined> {
    const row = await this.prisma.message.findFirst({ where: { id, status: 'sending' }, select: { updatedAt: true } });
    return row ? new Date(row.updatedAt.getTime() + this.config.timeoutMs + LEASE_GRACE_MS) : undefined;
  }

  /** Ends the run of a message that a provider took. */
  async accept(id: string, accepted: AcceptedMessage, now: Date): Promise<void> {
    await this.prisma.message.updateMany({
      where: { id, status: { in: ['queued', 'sending'] } },
      data: { status: 'accepted', payload: null, acceptedAt: now, lastError: null, ...accepted },
    });
  }

  /** As `accept`, for the messages of one call. */
  async acceptMany(
    provider: string,
    method: string,
    accepted: (Omit<AcceptedMessage, 'provider' | 'method'> & { id: string })[],
    now: Date,
  ): Promise<void> {
    if (accepted.length === 0) return;
    await this.prisma.$executeRaw`
      UPDATE messages m
      SET status = 'accepted', payload = NULL, last_error = NULL, provider = ${provider}, method = ${method},
        provider_message_id = a.provider_message_id, cost = a.cost, currency = a.currency, segments = a.segments,
        accepted_at = ${now}, updated_at = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(
        accepted.map(({ providerMessageId, ...rest }) => ({ ...rest, provider_message_id: providerMessageId })),
      )}::jsonb)
        AS a (id uuid, provider_message_id text, cost numeric, currency text, segments int)
      WHERE m.id = a.id AND m.status IN ('queued', 'sending')`;
  }

  /**
   * Ends a message that was not sent; the first end stays. False when it had ended already. Whoever waits for its code may
   * ask for another at once.
   */
  async end(id: string, status: 'failed' | 'expired', lastError: string, now: Date): Promise<boolean> {
    const rows = await this.prisma.$queryRaw<unknown[]>`
      WITH ended AS (
        UPDATE messages
        SET status = ${status}::message_status, payload = NULL, last_error = ${lastError}, updated_at = ${now}
        WHERE id = ${id}::uuid AND status IN ('queued', 'sending')
        RETURNING otp_token_id
      ), released AS (
        UPDATE otp_tokens t SET resend_at = ${now} FROM ended
        WHERE t.id = ended.otp_token_id AND t.resend_at > ${now} AND NOT ${SECOND_CHANNEL}
      )
      SELECT 1 FROM ended`;
    return rows.length === 1;
  }

  /** Back to the queue's care until the next run. A run that only waited is `not counted`. */
  async recordRetry(id: string, lastError: string, run: 'counted' | 'not counted'): Promise<void> {
    await this.prisma.message.updateMany({
      where: { id, status: 'sending' },
      data: { status: 'queued', lastError, ...(run === 'not counted' && { attemptCount: { decrement: 1 } }) },
    });
  }

  /**
   * Messages queued and untouched for `graceMs`, those of a bulk send that wait for their share for `shareGraceMs`, and
   * those whose worker has lost its lease; those that end first before the others, so that no backlog hides a code.
   */
  async unfinished(
    now: Date,
    { graceMs, shareGraceMs }: { graceMs: number; shareGraceMs: number },
    limit: number,
  ): Promise<{ id: string; channel: Channel }[]> {
    return this.prisma.$queryRaw`
      SELECT id, channel FROM messages
      WHERE (status = 'queued' AND updated_at < ${new Date(now.getTime() - graceMs)}
          AND (batch_id IS NULL OR attempt_count > 0 OR updated_at < ${new Date(now.getTime() - shareGraceMs)}))
        OR (status = 'sending' AND updated_at < ${this.leaseStart(now)})
      ORDER BY expires_at LIMIT ${limit}`;
  }

  /** A worker that has not touched its message since then has lost it: no call lasts longer. */
  private leaseStart(now: Date): Date {
    return new Date(now.getTime() - this.config.timeoutMs - LEASE_GRACE_MS);
  }
}
