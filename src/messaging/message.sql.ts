import { Prisma } from '../database/generated/client.js';
import type { Channel, MessageKind } from '../database/generated/enums.js';

// Parts of statements that read or write messages together with rows of another feature. Such a statement has to stay a
// single one to be safe under concurrency.

/** A value, or an expression over the rows of `from`. */
type Expression<T> = T | Prisma.Sql;

export interface QueuedMessage {
  id: Expression<string>;
  channel: Expression<Channel>;
  kind: Expression<MessageKind>;
  recipient: Expression<string>;
  /** ISO country of a number. */
  country?: Expression<string>;
  /** Sealed by `MessagePayloadCipher`. */
  payload: Expression<Buffer<ArrayBuffer>>;
  otpTokenId?: Expression<string>;
  sender?: Expression<string>;
  batchId?: Expression<string>;
  requestedBy?: Expression<string>;
  /** How many segments the text of an SMS has. */
  segments?: Expression<number>;
  /** From `currentTraceparent`. */
  traceparent?: Expression<string>;
  createdAt: Expression<Date>;
  expiresAt: Expression<Date>;
}

/** Inserts a queued message for each row of `from`. */
export function insertMessagesSql(message: QueuedMessage, from: Prisma.Sql): Prisma.Sql {
  const {
    country = null,
    otpTokenId = null,
    sender = null,
    batchId = null,
    requestedBy = null,
    segments = null,
    traceparent = null,
  } = message;
  return Prisma.sql`
    INSERT INTO messages (id, channel, kind, recipient, country, status, payload, otp_token_id, sender, batch_id, requested_by,
      segments, created_at, expires_at, updated_at, traceparent)
    SELECT ${message.id}::uuid, ${message.channel}::channel, ${message.kind}::message_kind, ${message.recipient}::text,
      ${country}::text, 'queued', ${message.payload}::bytea, ${otpTokenId}::uuid, ${sender}::text, ${batchId}::uuid, ${requestedBy}::text,
      ${segments}::int, ${message.createdAt}::timestamptz, ${message.expiresAt}::timestamptz, ${message.createdAt}::timestamptz,
      ${traceparent}::text
    FROM ${from}`;
}

// With LIMIT, PostgreSQL looks the message up. It may read the whole table for an EXISTS.

/** Status of the message of a code; null if nothing is sent for it. */
export function messageStatusSql(otpTokenId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT m.status FROM messages m WHERE m.otp_token_id = ${otpTokenId} LIMIT 1)`;
}

/** Channel and recipient of the message of a code; no row if nothing is sent for it. */
export function messageOfCodeSql(otpTokenId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT m.channel, m.recipient FROM messages m WHERE m.otp_token_id = ${otpTokenId} LIMIT 1)`;
}

/** Whether the number or address is the reason that the message of a code was not delivered. */
export function isRecipientAtFaultSql(otpTokenId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`((SELECT m.recipient_at_fault FROM messages m WHERE m.otp_token_id = ${otpTokenId} LIMIT 1) IS TRUE)`;
}

/** Whether the message of a code is an e-mail. */
export function wentByEmailSql(otpTokenId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`((SELECT m.channel = 'email' FROM messages m WHERE m.otp_token_id = ${otpTokenId} LIMIT 1) IS TRUE)`;
}

/** Whether the message of a code is queued or being sent. */
export function hasUnfinishedMessageSql(otpTokenId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM messages m WHERE m.otp_token_id = ${otpTokenId} AND m.status IN ('queued', 'sending'))`;
}

/** Ids of the codes that were sent to a number or an address. */
export function otpTokensSentToSql(recipient: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT m.otp_token_id FROM messages m WHERE m.recipient = ${recipient}`;
}
