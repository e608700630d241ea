import { Prisma } from '../database/generated/client.js';
import type { Channel, MessageKind, MessageStatus, OtpPurpose } from '../database/generated/enums.js';
import { anyOfSql } from '../database/index.js';
import { isPhoneCodeByEmailSql } from './otp-chain.sql.js';

// Parts of the statements that claim and end messages. `m` is the row of the message.

/** A message that this worker may send now. */
export interface ClaimedMessage {
  id: string;
  localId: bigint;
  kind: MessageKind;
  channel: Channel;
  recipient: string;
  /** ISO country of the number, if it was known when the message was queued. */
  country: string | null;
  sender: string | null;
  payload: Uint8Array;
  /** Runs so far, this one included. */
  attemptCount: number;
  createdAt: Date;
  expiresAt: Date;
  /** When this worker leased it. */
  claimedAt: Date;
  /** W3C trace context of the request that queued it. */
  traceparent: string | null;
}

export const CLAIMED_COLUMNS = Prisma.sql`m.id, m.local_id AS "localId", m.kind, m.channel, m.recipient, m.country, m.sender,
  m.payload, m.attempt_count AS "attemptCount", m.created_at AS "createdAt", m.expires_at AS "expiresAt",
  m.updated_at AS "claimedAt", m.traceparent`;

/** A message that has ended without being accepted. */
export interface EndedMessage {
  kind: MessageKind;
  channel: Channel;
  status: MessageStatus;
  createdAt: Date;
  /**
   * The recipient whose limits get the count back: the one that a code was requested for, otherwise the message's own. Null
   * if the count must not go back, such as that of a code that was guessed at.
   */
  countedFor: string | null;
  /** Of the code. */
  purpose: OtpPurpose | null;
  /** False if a provider accepted it or may have accepted it. */
  isUnsent: boolean;
}

/** See `isPhoneCodeByEmailSql`. */
export const IS_PHONE_CODE_BY_EMAIL = isPhoneCodeByEmailSql(Prisma.sql`t`);

export const ENDED_COLUMNS = Prisma.sql`m.kind, m.channel, m.status, m.created_at AS "createdAt",
  CASE WHEN m.otp_token_id IS NULL THEN m.recipient ELSE (
    SELECT t.recipient FROM otp_tokens t
    WHERE t.id = m.otp_token_id AND t.attempts = t.attempts_at_issue AND NOT ${IS_PHONE_CODE_BY_EMAIL})
  END AS "countedFor",
  (SELECT t.purpose FROM otp_tokens t WHERE t.id = m.otp_token_id) AS purpose,
  NOT EXISTS (
    SELECT FROM message_attempts a WHERE a.message_id = m.id AND a.outcome IN ('started', 'accepted', 'unknown')
  ) AS "isUnsent"`;

/**
 * Neither the message nor its code has expired or ended. The code is read by a scalar subquery, because PostgreSQL may read
 * all active codes for an `EXISTS` behind an `OR`.
 */
export function isSendableSql(now: Date): Prisma.Sql {
  return Prisma.sql`(m.expires_at > ${now} AND m.payload IS NOT NULL AND (m.otp_token_id IS NULL OR (
    SELECT t.status = 'active' AND t.attempts < t.max_attempts FROM otp_tokens t WHERE t.id = m.otp_token_id)))`;
}

/** The worker that is sending the message has held it for longer than a call can last. */
export function hasLostLeaseSql(now: Date, leaseMs: number): Prisma.Sql {
  return Prisma.sql`(m.status = 'sending' AND m.updated_at < ${new Date(now.getTime() - leaseMs)})`;
}

/**
 * Locks messages in the order of their ids, so that statements of two processes cannot deadlock, and returns these ids.
 * @param condition compares `status` as text: otherwise PostgreSQL may read the index of all unfinished messages instead
 * of looking up the ids, which is slow during a backlog
 */
export function lockMessagesSql(ids: string[], condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT m.id FROM messages m WHERE m.id = ${anyOfSql(ids, 'uuid')} AND ${condition} ORDER BY m.id FOR NO KEY UPDATE`;
}
