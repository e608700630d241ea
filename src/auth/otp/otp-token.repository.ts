import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../common/store-errors.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { Channel, MessageStatus, OtpPurpose, OtpStatus } from '../../database/generated/enums.js';
import { insertMessagesSql, messageStatusSql } from '../../messaging/index.js';
import type { CodeDigest } from './otp-code.js';
import type { OtpPolicy } from './otp.policy.js';

/** Two asks for one recipient at once: one inserts first, the other runs again and supersedes it. */
const ISSUE_TRIES = 10;

export interface NewOtpToken {
  id: string;
  purpose: OtpPurpose;
  /** As it was asked for; the message has its own. */
  channel: Channel;
  recipient: string;
  /** The signed-in user who asks. */
  userId?: string;
  /** As `LimitService.requesterKeyOf` names them. */
  requesterKey: string;
  digest: CodeDigest;
  /** Provider that makes and checks the code itself. */
  managedBy?: string;
  debugCode?: string;
  locale: string;
  policy: OtpPolicy;
  enforceCooldown: boolean;
  now: Date;
  /** Absent for test numbers, to which nothing is sent. */
  message?: { id: string; channel: Channel; recipient: string; payload: Buffer<ArrayBuffer> };
}

export interface IssuedOtpToken {
  expiresAt: Date;
  resendAt: Date;
}

/** Which codes a verification means: those of a recipient, or the one of a challenge. */
export type OtpTokenSelector = ({ recipient: string } | { challengeId: string }) & {
  purpose: OtpPurpose;
  /** The signed-in user who asked; codes that nobody signed in has asked for, where absent. */
  userId?: string;
};

export interface CountedOtpToken {
  id: string;
  recipient: string;
  requesterKey: string;
  digest: string;
  pepperId: string;
  attempts: number;
  maxAttempts: number;
  managedBy: string | null;
}

export interface OtpTokenState {
  id: string;
  status: OtpStatus;
  digest: string;
  pepperId: string;
  expiresAt: Date;
}

export interface ChallengeState {
  recipient: string;
  channel: Channel;
  status: OtpStatus;
  attempts: number;
  maxAttempts: number;
  expiresAt: Date;
  resendAt: Date;
  /** Of its message; null where nothing is sent. */
  messageStatus: MessageStatus | null;
}

export interface UsedOtpToken {
  recipient: string;
  purpose: OtpPurpose;
  channel: Channel;
}

/** The rows of codes. Issuing, counting an attempt and using a code are one conditional statement each. */
@Injectable()
export class OtpTokenRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Writes the code and its message, and ends the code it replaces, whose spent attempts it takes over while that one
   * could still have been used. Codes that a signed-in user has asked for are replaced by that user alone. Undefined when
   * the cooldown is enforced and still runs.
   */
  async issue(token: NewOtpToken): Promise<IssuedOtpToken | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.tryIssue(token);
      } catch (error) {
        if (attempt >= ISSUE_TRIES || !isUniqueViolation(error)) throw error;
      }
    }
  }

  private async tryIssue(token: NewOtpToken): Promise<IssuedOtpToken | undefined> {
    const { now, policy, message } = token;
    const userId = token.userId ?? null;
    const replaced = Prisma.sql`recipient = ${token.recipient} AND purpose = ${token.purpose}::otp_purpose
      AND user_id IS NOT DISTINCT FROM ${userId}::uuid AND status = 'active'`;
    const expiresAt = new Date(now.getTime() + policy.lifetimeMs);
    const [row] = await this.prisma.$queryRaw<IssuedOtpToken[]>`
      WITH allowed AS (
        SELECT 1 WHERE NOT ${token.enforceCooldown} OR NOT EXISTS (
          SELECT 1 FROM otp_tokens
          WHERE ${replaced} AND attempts < max_attempts AND expires_at > ${now} AND resend_at > ${now})
      ), prior AS (
        UPDATE otp_tokens SET status = 'superseded', ended_at = ${now}, debug_code = NULL
        WHERE ${replaced} AND EXISTS (SELECT 1 FROM allowed)
        RETURNING attempts, max_attempts, send_count, expires_at
      ), chain AS (
        SELECT coalesce(max(attempts), 0) AS attempts, coalesce(max(send_count), 0) AS sends
        FROM prior WHERE expires_at > ${now} AND attempts < max_attempts
      ), token AS (
        INSERT INTO otp_tokens (id, purpose, channel, recipient, user_id, requester_key, status, code_digest, pepper_id, managed_by,
          debug_code, is_test_number, attempts, max_attempts, send_count, locale, created_at, expires_at, resend_at)
        SELECT ${token.id}::uuid, ${token.purpose}::otp_purpose, ${token.channel}::channel, ${token.recipient},
          ${userId}::uuid, ${token.requesterKey}, 'active', ${token.digest.digest}, ${token.digest.pepperId},
          ${token.managedBy ?? null}, ${token.debugCode ?? null}, ${message === undefined}, chain.attempts,
          ${policy.maxAttempts}, chain.sends + 1, ${token.locale}, ${now}, ${expiresAt},
          ${now}::timestamptz + interval '1 millisecond'
            * (${policy.cooldownsMs}::float8[])[least(chain.sends + 1, ${policy.cooldownsMs.length})]
        FROM chain, allowed
        RETURNING id, created_at, expires_at, resend_at
      )${message ? Prisma.sql`, message AS (${insertCodeSql(message)})` : Prisma.empty}
      SELECT expires_at AS "expiresAt", resend_at AS "resendAt" FROM token`;
    return row;
  }

  /** From when the live code that this one would replace may be sent again. */
  async resendAt({ recipient, purpose, userId }: NewOtpToken): Promise<Date | undefined> {
    const row = await this.prisma.otpToken.findFirst({
      where: { recipient, purpose, userId: userId ?? null, status: 'active' },
      select: { resendAt: true },
    });
    return row?.resendAt;
  }

  /** Where a challenge and its message stand, both as of one moment. */
  async challenge(id: string): Promise<ChallengeState | undefined> {
    const [state] = await this.prisma.$queryRaw<ChallengeState[]>`
      SELECT t.recipient, t.channel, t.status, t.attempts, t.max_attempts AS "maxAttempts",
        t.expires_at AS "expiresAt", t.resend_at AS "resendAt", ${messageStatusSql(Prisma.sql`t.id`)} AS "messageStatus"
      FROM otp_tokens t
      WHERE t.id = ${id}::uuid`;
    return state;
  }

  /** Spends one attempt of the live code, before anything is compared. Undefined when there is none to spend. */
  async countAttempt(selector: OtpTokenSelector, now: Date): Promise<CountedOtpToken | undefined> {
    const selected =
      'challengeId' in selector
        ? Prisma.sql`id = ${selector.challengeId}::uuid`
        : Prisma.sql`recipient = ${selector.recipient}`;
    const requesterKey = selector.userId ? Prisma.sql`user_id = ${selector.userId}::uuid` : Prisma.sql`user_id IS NULL`;
    const [row] = await this.prisma.$queryRaw<CountedOtpToken[]>`
      UPDATE otp_tokens SET attempts = attempts + 1
      WHERE ${selected} AND ${requesterKey} AND purpose = ${selector.purpose}::otp_purpose AND status = 'active'
        AND attempts < max_attempts AND expires_at > ${now}
      RETURNING id, recipient, requester_key AS "requesterKey", code_digest AS digest, pepper_id AS "pepperId", attempts, max_attempts AS "maxAttempts",
        managed_by AS "managedBy"`;
    return row;
  }

  /** Takes back an attempt that could not be compared. */
  async giveBackAttempt(id: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE otp_tokens SET attempts = attempts - 1 WHERE id = ${id}::uuid AND attempts > 0`;
  }

  /** The newest codes a verification can mean, to tell why none was live; by recipient, those asked for since then. */
  async recent(
    { purpose, userId, ...selector }: OtpTokenSelector,
    limit: number,
    since: Date,
  ): Promise<OtpTokenState[]> {
    const selected =
      'challengeId' in selector ? { id: selector.challengeId } : { ...selector, createdAt: { gt: since } };
    const rows = await this.prisma.otpToken.findMany({
      where: { ...selected, purpose, userId: userId ?? null },
      select: { id: true, status: true, codeDigest: true, pepperId: true, expiresAt: true },
      orderBy: { createdAt: 'desc' },
      take: limit,
    });
    return rows.map(({ codeDigest, ...row }) => ({ ...row, digest: codeDigest }));
  }

  /** Uses a code whose digits were right. Undefined when it was used, replaced or ran out in the meantime. */
  async use(id: string, now: Date): Promise<UsedOtpToken | undefined> {
    const [row] = await this.prisma.$queryRaw<UsedOtpToken[]>`
      UPDATE otp_tokens SET status = 'used', ended_at = ${now}, debug_code = NULL
      WHERE id = ${id}::uuid AND status = 'active' AND expires_at > ${now}
      RETURNING recipient, purpose, channel`;
    return row;
  }

  /** Of any number of calls for the same used code one is told that it was first. */
  async consume(id: string, now: Date): Promise<'consumed' | 'consumed before' | 'unknown'> {
    const { count } = await this.prisma.otpToken.updateMany({
      where: { id, status: 'used', consumedAt: null },
      data: { consumedAt: now },
    });
    if (count === 1) return 'consumed';
    const row = await this.prisma.otpToken.findUnique({ where: { id }, select: { consumedAt: true } });
    return row?.consumedAt ? 'consumed before' : 'unknown';
  }
}

/** Inserts the message of the code in `token`. */
function insertCodeSql(message: NonNullable<NewOtpToken['message']>): Prisma.Sql {
  const columns = { otpTokenId: Prisma.sql`id`, createdAt: Prisma.sql`created_at`, expiresAt: Prisma.sql`expires_at` };
  return insertMessagesSql({ ...message, ...columns, kind: 'otp' }, Prisma.sql`token`);
}
