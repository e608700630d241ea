import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../common/store-errors.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { Channel, MessageStatus, OtpPurpose, OtpStatus } from '../../database/generated/enums.js';
import { insertMessagesSql, isRecipientAtFaultSql, messageOfCodeSql, messageStatusSql } from '../../messaging/index.js';
import type { CodeDigest } from './code-hasher.js';
import type { OtpPolicy } from './otp.policy.js';
import { useOtpTokenSql } from './otp-token.sql.js';

/** Concurrent requests for one recipient violate the unique index; the loser tries again and supersedes the winner. */
const ISSUE_TRIES = 10;

export interface NewOtpToken {
  id: string;
  purpose: OtpPurpose;
  /** The channel that was requested; the message may use another one. */
  channel: Channel;
  recipient: string;
  /** The signed-in user who requests the code. */
  userId?: string;
  /** From `LimitService.requesterKeyOf`. */
  requesterKey: string;
  digest: CodeDigest;
  /** Provider that makes and checks the code itself. */
  managedBy?: string;
  debugCode?: string;
  locale: string;
  policy: OtpPolicy;
  enforceCooldown: boolean;
  now: Date;
  /** Absent for test numbers, because nothing is sent to them. */
  message?: { id: string; channel: Channel; recipient: string; payload: Buffer<ArrayBuffer> };
}

export interface IssuedOtpToken {
  expiresAt: Date;
  resendAt: Date;
}

/** Selects the codes that a guess can match: those of a recipient, or the one of a challenge. */
export type OtpTokenSelector = ({ recipient: string } | { challengeId: string }) & {
  purpose: OtpPurpose;
  /** The signed-in user who requested the code; where absent, only codes that were requested without signing in. */
  userId?: string;
};

/** A code on which an attempt was counted. */
export interface CountedOtpToken extends CodeDigest {
  id: string;
  recipient: string;
  requesterKey: string;
  /** Including the one just counted. */
  attempts: number;
  maxAttempts: number;
  managedBy: string | null;
}

export interface OtpTokenState extends CodeDigest {
  id: string;
  status: OtpStatus;
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
  /** Null if nothing is sent, as for test numbers. */
  messageStatus: MessageStatus | null;
  /** Whether the number or address is the reason that the message was not delivered. */
  isRecipientAtFault: boolean;
}

export interface UsedOtpToken {
  /** Where the code went: its recipient, or the address of the owner of that number. */
  sentTo: string;
  purpose: OtpPurpose;
  /** How it went there. */
  channel: Channel;
}

/** The table `otp_tokens`. Issuing, counting an attempt and using a code are one conditional statement each. */
@Injectable()
export class OtpTokenRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Writes the code and its message, and supersedes the earlier code. If that one was still live, the new code takes over
   * its spent attempts. Only the same signed-in user replaces a code that a signed-in user has requested.
   * @returns undefined if the cooldown is enforced and has not passed
   */
  async issue(otpToken: NewOtpToken): Promise<IssuedOtpToken | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.tryIssue(otpToken);
      } catch (error) {
        if (attempt >= ISSUE_TRIES || !isUniqueViolation(error)) throw error;
      }
    }
  }

  private async tryIssue(otpToken: NewOtpToken): Promise<IssuedOtpToken | undefined> {
    const { now, policy, message } = otpToken;
    const userId = otpToken.userId ?? null;
    const replaced = Prisma.sql`recipient = ${otpToken.recipient} AND purpose = ${otpToken.purpose}::otp_purpose
      AND user_id IS NOT DISTINCT FROM ${userId}::uuid AND status = 'active'`;
    const expiresAt = new Date(now.getTime() + policy.lifetimeMs);
    const [row] = await this.prisma.$queryRaw<IssuedOtpToken[]>`
      WITH allowed AS (
        SELECT 1 WHERE NOT ${otpToken.enforceCooldown} OR NOT EXISTS (
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
        SELECT ${otpToken.id}::uuid, ${otpToken.purpose}::otp_purpose, ${otpToken.channel}::channel, ${otpToken.recipient},
          ${userId}::uuid, ${otpToken.requesterKey}, 'active', ${otpToken.digest.digest}, ${otpToken.digest.pepperId},
          ${otpToken.managedBy ?? null}, ${otpToken.debugCode ?? null}, ${message === undefined}, chain.attempts,
          ${policy.maxAttempts}, chain.sends + 1, ${otpToken.locale}, ${now}, ${expiresAt},
          ${now}::timestamptz + interval '1 millisecond'
            * (${policy.cooldownsMs}::float8[])[least(chain.sends + 1, ${policy.cooldownsMs.length})]
        FROM chain, allowed
        RETURNING id, created_at, expires_at, resend_at
      )${message ? Prisma.sql`, message AS (${insertCodeSql(message)})` : Prisma.empty}
      SELECT expires_at AS "expiresAt", resend_at AS "resendAt" FROM token`;
    return row;
  }

  /** When the active code that this one would replace may be sent again. */
  async resendAt({ recipient, purpose, userId }: NewOtpToken): Promise<Date | undefined> {
    const row = await this.prisma.otpToken.findFirst({
      where: { recipient, purpose, userId: userId ?? null, status: 'active' },
      select: { resendAt: true },
    });
    return row?.resendAt;
  }

  async purposeOf(id: string): Promise<OtpPurpose | undefined> {
    const row = await this.prisma.otpToken.findUnique({ where: { id }, select: { purpose: true } });
    return row?.purpose;
  }

  /** The state of a challenge and its message, read at the same moment. */
  async challenge(id: string): Promise<ChallengeState | undefined> {
    const [state] = await this.prisma.$queryRaw<ChallengeState[]>`
      SELECT t.recipient, t.channel, t.status, t.attempts, t.max_attempts AS "maxAttempts",
        t.expires_at AS "expiresAt", t.resend_at AS "resendAt", ${messageStatusSql(Prisma.sql`t.id`)} AS "messageStatus",
        ${isRecipientAtFaultSql(Prisma.sql`t.id`)} AS "isRecipientAtFault"
      FROM otp_tokens t
      WHERE t.id = ${id}::uuid`;
    return state;
  }

  /** Counts one attempt on the live code. Undefined if there is none. */
  async countAttempt(selector: OtpTokenSelector, now: Date): Promise<CountedOtpToken | undefined> {
    const { maxAttempts } = this.prisma.otpToken.fields;
    const [row] = await this.prisma.otpToken.updateManyAndReturn({
      where: { ...selected(selector), status: 'active', attempts: { lt: maxAttempts }, expiresAt: { gt: now } },
      data: { attempts: { increment: 1 } },
      select: {
        id: true,
        recipient: true,
        requesterKey: true,
        codeDigest: true,
        pepperId: true,
        attempts: true,
        maxAttempts: true,
        managedBy: true,
      },
    });
    return row && withDigest(row);
  }

  async giveBackAttempt(id: string): Promise<void> {
    await this.prisma.otpToken.updateMany({
      where: { id, attempts: { gt: 0 } },
      data: { attempts: { decrement: 1 } },
    });
  }

  /** The newest codes that a guess can match, live or not. Without a challenge only those requested after `since`. */
  async recent(selector: OtpTokenSelector, limit: number, since: Date): Promise<OtpTokenState[]> {
    const rows = await this.prisma.otpToken.findMany({
      where: { ...selected(selector), ...(!('challengeId' in selector) && { createdAt: { gt: since } }) },
      select: { id: true, status: true, codeDigest: true, pepperId: true, expiresAt: true },
      orderBy: { createdAt: 'desc' },
      take: limit,
    });
    return rows.map(withDigest);
  }

  /** Uses a code that was entered correctly. Undefined if it is no longer active. */
  async use(id: string, now: Date): Promise<UsedOtpToken | undefined> {
    const [used] = await this.prisma.$queryRaw<UsedOtpToken[]>`
      WITH used AS (${useOtpTokenSql({ id, now })} RETURNING t.id, t.recipient, t.purpose, t.channel)
      SELECT coalesce(message.recipient, used.recipient) AS "sentTo", used.purpose,
        coalesce(message.channel, used.channel) AS channel
      FROM used LEFT JOIN LATERAL ${messageOfCodeSql(Prisma.sql`used.id`)} AS message ON true`;
    return used;
  }

  /** Marks the verification token of a used code as consumed. Only one concurrent call gets `consumed`. */
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

function selected({ purpose, userId, ...selector }: OtpTokenSelector) {
  const row = 'challengeId' in selector ? { id: selector.challengeId } : selector;
  return { ...row, purpose, userId: userId ?? null };
}

function withDigest<T extends { codeDigest: string }>({ codeDigest, ...row }: T) {
  return { ...row, digest: codeDigest };
}
