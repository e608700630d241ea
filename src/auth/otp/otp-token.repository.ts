import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { Channel, OtpPurpose, OtpStatus } from '../../database/generated/enums.js';
import type { CodeDigest } from './otp-code.js';
import type { OtpPolicy } from './otp.policy.js';

/** Two asks for one number at once: one inserts first, the other runs again and supersedes it. */
const ISSUE_TRIES = 10;

export interface NewToken {
  id: string;
  purpose: OtpPurpose;
  channel: Channel;
  recipient: string;
  digest: CodeDigest;
  /** Provider that makes and checks the code itself. */
  managedBy?: string;
  debugCode?: string;
  locale: string;
  policy: OtpPolicy;
  enforceCooldown: boolean;
  now: Date;
  message: { id: string; payload: Buffer<ArrayBuffer> };
}

export interface IssuedToken {
  expiresAt: Date;
  resendAt: Date;
}

/** Which codes a verification means: those of a recipient, or the one of a challenge. */
export type TokenSelector = { recipient: string } | { challengeId: string };

export interface CountedToken {
  id: string;
  recipient: string;
  digest: string;
  pepperId: string;
  attempts: number;
  maxAttempts: number;
  managedBy: string | null;
}

export interface TokenState {
  id: string;
  recipient: string;
  status: OtpStatus;
  digest: string;
  pepperId: string;
  attempts: number;
  maxAttempts: number;
  expiresAt: Date;
  endedAt: Date | null;
}

/** The rows of codes. Issuing, counting an attempt and using a code are one conditional statement each. */
@Injectable()
export class OtpTokenRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Writes the code and its message, and ends the code it replaces, whose spent attempts it takes over while that one
   * could still have been used. Undefined when the cooldown is enforced and still runs.
   */
  async issue(token: NewToken): Promise<IssuedToken | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.tryIssue(token);
      } catch (error) {
        if (attempt >= ISSUE_TRIES || !isUniqueViolation(error)) throw error;
      }
    }
  }

  private async tryIssue(token: NewToken): Promise<IssuedToken | undefined> {
    const { now, policy } = token;
    const expiresAt = new Date(now.getTime() + policy.lifetimeMs);
    const [row] = await this.prisma.$queryRaw<IssuedToken[]>`
      WITH allowed AS (
        SELECT 1 WHERE NOT ${token.enforceCooldown} OR NOT EXISTS (
          SELECT 1 FROM otp_tokens
          WHERE recipient = ${token.recipient} AND purpose = ${token.purpose}::otp_purpose AND status = 'active'
            AND expires_at > ${now} AND resend_at > ${now})
      ), prior AS (
        UPDATE otp_tokens SET status = 'superseded', ended_at = ${now}, debug_code = NULL
        WHERE recipient = ${token.recipient} AND purpose = ${token.purpose}::otp_purpose AND status = 'active'
          AND EXISTS (SELECT 1 FROM allowed)
        RETURNING attempts, max_attempts, send_count, expires_at
      ), chain AS (
        SELECT coalesce(max(attempts), 0) AS attempts, coalesce(max(send_count), 0) AS sends
        FROM prior WHERE expires_at > ${now} AND attempts < max_attempts
      ), token AS (
        INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, managed_by, debug_code, attempts,
          max_attempts, send_count, locale, created_at, expires_at, resend_at)
        SELECT ${token.id}::uuid, ${token.purpose}::otp_purpose, ${token.channel}::channel, ${token.recipient}, 'active',
          ${token.digest.digest}, ${token.digest.pepperId}, ${token.managedBy ?? null}, ${token.debugCode ?? null}, chain.attempts,
          ${policy.maxAttempts}, chain.sends + 1, ${token.locale}, ${now}, ${expiresAt},
          ${now}::timestamptz + interval '1 millisecond'
            * (${policy.cooldownsMs}::float8[])[least(chain.sends + 1, ${policy.cooldownsMs.length})]
        FROM chain, allowed
        RETURNING id, recipient, channel, created_at, expires_at, resend_at
      ), message AS (
        INSERT INTO messages (id, channel, kind, recipient, status, payload, otp_token_id, created_at, expires_at,
          updated_at)
        SELECT ${token.message.id}::uuid, channel, 'otp', recipient, 'queued', ${token.message.payload}, id, created_at,
          expires_at, created_at
        FROM token
      )
      SELECT expires_at AS "expiresAt", resend_at AS "resendAt" FROM token`;
    return row;
  }

  /** From when the recipient's live code may be sent again. */
  async resendAt(recipient: string, purpose: OtpPurpose): Promise<Date | undefined> {
    const row = await this.prisma.otpToken.findFirst({
      where: { recipient, purpose, status: 'active' },
      select: { resendAt: true },
    });
    return row?.resendAt;
  }

  /** Spends one attempt of the live code, before anything is compared. Undefined when there is none to spend. */
  async countAttempt(selector: TokenSelector, purpose: OtpPurpose, now: Date): Promise<CountedToken | undefined> {
    const selected =
      'challengeId' in selector
        ? Prisma.sql`id = ${selector.challengeId}::uuid`
        : Prisma.sql`recipient = ${selector.recipient}`;
    const [row] = await this.prisma.$queryRaw<CountedToken[]>`
      UPDATE otp_tokens SET attempts = attempts + 1
      WHERE ${selected} AND purpose = ${purpose}::otp_purpose AND status = 'active' AND attempts < max_attempts AND expires_at > ${now}
      RETURNING id, recipient, code_digest AS digest, pepper_id AS "pepperId", attempts, max_attempts AS "maxAttempts", managed_by AS "managedBy"`;
    return row;
  }

  /** Takes back an attempt that could not be compared. */
  async giveBackAttempt(id: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE otp_tokens SET attempts = attempts - 1 WHERE id = ${id}::uuid AND attempts > 0`;
  }

  /** The newest codes a verification can mean, to tell why none was live. */
  async recent(selector: TokenSelector, purpose: OtpPurpose, limit: number): Promise<TokenState[]> {
    const rows = await this.prisma.otpToken.findMany({
      where: { ...('challengeId' in selector ? { id: selector.challengeId } : selector), purpose },
      orderBy: { createdAt: 'desc' },
      take: limit,
    });
    return rows.map(({ codeDigest, ...row }) => ({ ...row, digest: codeDigest }));
  }
}

/** PostgreSQL's 23505, which Prisma wraps as P2010 for statements of our own. */
function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && /23505|unique constraint/i.test(`${error.message} ${JSON.stringify(error)}`);
}
