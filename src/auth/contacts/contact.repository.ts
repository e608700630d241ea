import { Injectable } from '@nestjs/common';
import type { RecipientKind } from '../../common/recipient.js';
import { isUniqueViolation } from '../../common/store-errors.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { insertMessagesSql, lockOrderSql, otpTokensSentToSql, supersededSql } from '../../messaging/index.js';
import { currentTraceparent } from '../../tracing/index.js';
import { useOtpTokensSql } from '../otp/otp-token.sql.js';
import { endSessionsSql } from '../sessions/session.repository.js';
import { releaseUnverifiedEmailSql } from '../users/unverified-email.sql.js';
import type { UserRecord } from '../users/user.repository.js';
import type { Notice, Notices } from './contact-notice.service.js';

export interface ContactChange {
  userId: string;
  /** The session that makes the change. */
  sessionId: string;
  kind: RecipientKind;
  /** For the number and the address that the account had before; not written to those that are not verified. */
  notices: Notices;
  now: Date;
}

/**
 * `session_ended`: the session has ended in the meantime. `in_use`: another account has the contact, and the code stays
 * active. `last_contact`: the account has no other verified contact.
 */
export type ContactOutcome =
  | {
      result: 'changed';
      user: UserRecord;
      /** The kinds of contacts to which notices were written. */ notified: RecipientKind[];
    }
  | { result: 'session_ended' | 'in_use' | 'last_contact' };

interface Row extends UserRecord {
  isAllowed: boolean;
  isLive: boolean;
  phoneNotified: boolean;
  emailNotified: boolean;
}

const { sql } = Prisma;

/** The columns of `users` for each kind of contact, and the channel of its messages. */
const COLUMNS = {
  phone: {
    contact: sql`phone`,
    verifiedAt: sql`phone_verified_at`,
    pending: sql`pending_phone`,
    channel: 'sms',
  },
  email: {
    contact: sql`email`,
    verifiedAt: sql`email_verified_at`,
    pending: sql`pending_email`,
    channel: 'email',
  },
} as const;

/** Writes the verified numbers and addresses of users. */
@Injectable()
export class ContactRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Uses the code and makes its recipient the user's verified contact, in one statement. The verified contact itself proves
   * the user again and renews `auth_time`; any other one is a change, as `remove` describes it.
   * @returns undefined if the code is no longer live
   */
  async confirm(otpTokenId: string, change: ContactChange): Promise<ContactOutcome | undefined> {
    const { userId, now } = change;
    const wanted = sql`wanted AS (SELECT ${otpTokenId}::uuid AS otp_token_id, ${userId}::uuid AS user_id)`;
    const used = useOtpTokensSql({ now, returning: sql`t.recipient AS contact` });
    const target = sql`${wanted}, ${used}, target AS (SELECT contact FROM used)`;
    try {
      const [row] = await this.apply(target, change);
      return row && outcomeOf(row);
    } catch (error) {
      if (isUniqueViolation(error)) return { result: 'in_use' };
      throw error;
    }
  }

  /**
   * Removes the user's number or address if another verified contact is left. The same statement supersedes the codes for
   * it, ends the user's other sessions, and writes the notices.
   */
  async remove(change: ContactChange): Promise<ContactOutcome> {
    const [row] = await this.apply(sql`target AS (SELECT NULL::text AS contact)`, change);
    return outcomeOf(row!);
  }

  /** @param target parts for a WITH, the last of which is `target` with the new contact, or null, as `contact` */
  private apply(target: Prisma.Sql, { userId, sessionId, kind, notices, now }: ContactChange): Promise<Row[]> {
    const { contact, verifiedAt, pending } = COLUMNS[kind];
    const other = COLUMNS[kind === 'phone' ? 'email' : 'phone'];
    const isAllowed = sql`(target.contact IS NOT NULL
      OR (u.${other.contact} IS NOT NULL AND u.${other.verifiedAt} IS NOT NULL))`;
    const otherSessions = sql`s.user_id = ${userId}::uuid AND s.id <> ${sessionId}::uuid
      AND EXISTS (SELECT FROM caller WHERE is_change)`;
    return this.prisma.$queryRaw<Row[]>`
      WITH ${target},
      given_up AS (
        SELECT u.${contact} AS contact FROM users u, target
        WHERE u.id = ${userId}::uuid AND u.${contact} IS DISTINCT FROM target.contact AND ${isAllowed}
      ), given_up_codes AS MATERIALIZED (
        SELECT id FROM otp_tokens o
        WHERE status IN ('active', 'replacing') AND (user_id IS NULL OR user_id = ${userId}::uuid) AND id IN (
          SELECT t.id FROM otp_tokens t JOIN given_up g ON g.contact = t.recipient
          UNION ${otpTokensSentToSql(sql`(SELECT contact FROM given_up)`)})
        ORDER BY ${lockOrderSql(sql`o`)} FOR NO KEY UPDATE
      ), superseded AS (
        UPDATE otp_tokens t SET ${supersededSql(now)} FROM given_up_codes c WHERE t.id = c.id
        RETURNING t.id
      ), account AS (
        -- Locks the user after the codes, as signing in does, and the session after the user.
        SELECT u.*, target.contact AS target, u.${contact} IS DISTINCT FROM target.contact
          OR (target.contact IS NOT NULL AND u.${verifiedAt} IS NULL) AS is_change
        FROM users u, target, (SELECT count(*) FROM superseded) AS codes
        WHERE u.id = ${userId}::uuid AND ${isAllowed} FOR UPDATE OF u
      ), caller AS (
        SELECT s.id, is_change, target FROM sessions s, account
        WHERE s.id = ${sessionId}::uuid AND s.revoked_at IS NULL FOR NO KEY UPDATE OF s
      ), released AS (
        ${releaseUnverifiedEmailSql(sql`caller.target`, sql`caller`)} AND u.id <> ${userId}::uuid RETURNING u.id
      ), changed AS (
        UPDATE users u SET ${contact} = caller.target, ${pending} = NULL,
          ${verifiedAt} = CASE WHEN NOT is_change THEN u.${verifiedAt} WHEN target IS NOT NULL THEN ${now} END
        FROM caller, (SELECT count(*) FROM released) AS release WHERE u.id = ${userId}::uuid
        RETURNING u.*
      ), renewed AS (
        UPDATE sessions s SET auth_time = ${now} FROM caller
        WHERE s.id = caller.id AND NOT is_change AND target IS NOT NULL
      ), ended AS (
        ${endSessionsSql(otherSessions, 'contact_changed', now)}
      ), phone_notice AS (
        ${noticeSql('phone', notices.phone, now)}
      ), email_notice AS (
        ${noticeSql('email', notices.email, now)}
      )
      SELECT changed.id, changed.phone, changed.phone_verified_at AS "phoneVerifiedAt", changed.email,
        changed.email_verified_at AS "emailVerifiedAt", changed.pending_phone AS "pendingPhone",
        changed.pending_email AS "pendingEmail", changed.role, changed.created_at AS "createdAt",
        EXISTS (SELECT FROM account) AS "isAllowed", EXISTS (SELECT FROM caller) AS "isLive",
        EXISTS (SELECT FROM phone_notice) AS "phoneNotified", EXISTS (SELECT FROM email_notice) AS "emailNotified"
      FROM target LEFT JOIN changed ON true`;
  }
}

/** Writes the notice to the contact of that kind that the account had before the change, if it was verified. */
function noticeSql(kind: RecipientKind, notice: Notice | undefined, now: Date): Prisma.Sql {
  if (!notice) return sql`SELECT WHERE false`;
  const { contact, verifiedAt, channel } = COLUMNS[kind];
  const columns = { channel, kind: 'simple', recipient: sql`account.${contact}`, createdAt: now } as const;
  const message = { ...notice, ...columns, traceparent: currentTraceparent() };
  const from = sql`account JOIN caller ON caller.is_change
    WHERE account.${contact} IS DISTINCT FROM account.target AND account.${contact} IS NOT NULL
      AND account.${verifiedAt} IS NOT NULL`;
  return sql`${insertMessagesSql(message, from)} RETURNING id`;
}

function outcomeOf({ isAllowed, isLive, phoneNotified, emailNotified, ...user }: Row): ContactOutcome {
  if (!isAllowed) return { result: 'last_contact' };
  if (!isLive) return { result: 'session_ended' };
  const notified = [...(phoneNotified ? ['phone' as const] : []), ...(emailNotified ? ['email' as const] : [])];
  return { result: 'changed', user, notified };
}
