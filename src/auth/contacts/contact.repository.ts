import { Injectable } from '@nestjs/common';
import type { RecipientKind } from '../../common/recipient.js';
import { isUniqueViolation } from '../../common/store-errors.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { insertMessagesSql, otpTokensSentToSql, supersededSql } from '../../messaging/index.js';
import { useOtpTokenSql } from '../otp/otp-token.sql.js';
import type { UserRecord } from '../users/user.repository.js';

export interface Confirmation {
  otpTokenId: string;
  userId: string;
  kind: RecipientKind;
  /** Goes to the number or address that the account had before; not written if it had none or the same one. */
  notice: { id: string; payload: Buffer<ArrayBuffer>; expiresAt: Date };
  now: Date;
}

export type Confirmed = { user: UserRecord; noticeWritten: boolean };

/** The columns of `users` for each kind of contact, and the channel of its messages. */
const COLUMNS = {
  phone: {
    contact: Prisma.sql`phone`,
    verifiedAt: Prisma.sql`phone_verified_at`,
    pending: Prisma.sql`pending_phone`,
    channel: 'sms',
  },
  email: {
    contact: Prisma.sql`email`,
    verifiedAt: Prisma.sql`email_verified_at`,
    pending: Prisma.sql`pending_email`,
    channel: 'email',
  },
} as const;

/** Writes the verified numbers and addresses of users. */
@Injectable()
export class ContactRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Uses the code, makes its recipient the user's verified contact, supersedes the codes for the contact it replaces, and
   * writes the notice to that one, in one statement.
   * @returns `in use` if another account has the contact; the code stays live. Undefined if the code is no longer live.
   */
  async confirm(confirmation: Confirmation): Promise<Confirmed | 'in use' | undefined> {
    try {
      return await this.tryConfirm(confirmation);
    } catch (error) {
      if (isUniqueViolation(error)) return 'in use';
      throw error;
    }
  }

  private async tryConfirm({ otpTokenId, userId, kind, notice, now }: Confirmation): Promise<Confirmed | undefined> {
    const { contact, verifiedAt, pending, channel } = COLUMNS[kind];
    const message = { ...notice, channel, kind: 'simple', recipient: Prisma.sql`contact`, createdAt: now } as const;
    const [row] = await this.prisma.$queryRaw<(UserRecord & { noticeWritten: boolean })[]>`
      WITH ${useOtpTokenSql({ id: otpTokenId, userId, now, returning: Prisma.sql`t.recipient` })}, prior AS (
        SELECT ${contact} AS contact FROM users WHERE id = ${userId}::uuid
      ), given_up AS (
        SELECT prior.contact FROM prior, used WHERE prior.contact <> used.recipient
      ), given_up_codes AS MATERIALIZED (
        SELECT id FROM otp_tokens
        WHERE status IN ('active', 'replacing') AND (user_id IS NULL OR user_id = ${userId}::uuid) AND id IN (
          SELECT t.id FROM otp_tokens t JOIN given_up g ON g.contact = t.recipient
          UNION ${otpTokensSentToSql(Prisma.sql`(SELECT contact FROM given_up)`)})
        ORDER BY id FOR NO KEY UPDATE
      ), ended AS (
        UPDATE otp_tokens t SET ${supersededSql(now)} FROM given_up_codes c WHERE t.id = c.id
        RETURNING t.id
      ), changed AS (
        -- Locks the user after the codes, as signing in does.
        UPDATE users u SET ${contact} = used.recipient, ${pending} = NULL,
          ${verifiedAt} = CASE WHEN u.${contact} = used.recipient THEN coalesce(u.${verifiedAt}, ${now}) ELSE ${now} END
        FROM used, (SELECT count(*) FROM ended) AS codes WHERE u.id = ${userId}::uuid
        RETURNING u.*
      ), notice AS (
        ${insertMessagesSql(message, Prisma.sql`given_up WHERE EXISTS (SELECT FROM changed)`)}
        RETURNING id
      )
      SELECT id, phone, phone_verified_at AS "phoneVerifiedAt", email, email_verified_at AS "emailVerifiedAt",
        pending_phone AS "pendingPhone", pending_email AS "pendingEmail", role, created_at AS "createdAt",
        EXISTS (SELECT FROM notice) AS "noticeWritten"
      FROM changed`;
    if (!row) return undefined;
    const { noticeWritten, ...user } = row;
    return { user, noticeWritten };
  }
}
