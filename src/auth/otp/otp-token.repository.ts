import { Injectable } from '@nestjs/common';
import { Batcher } from '../../common/batcher.js';
import { isUniqueViolation } from '../../common/store-errors.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import type { Channel, MessageStatus, OtpPurpose, OtpStatus } from '../../database/generated/enums.js';
import { isRecipientAtFaultSql, isSameChainSql, messageOfCodeSql, messageStatusSql } from '../../messaging/index.js';
import type { CodeDigest } from './code-hasher.js';
import { countAttemptsSql, type CountedRow, type NewAttempt, type OtpTokenSelector } from './count-attempt.sql.js';
import { issueOtpTokensSql, type IssuedRow, type NewOtpToken } from './issue-otp-token.sql.js';
import { recentOtpTokensSql, type OtpTokenState, type RecentRow, type RecentSearch } from './recent-otp-tokens.sql.js';
import { useOtpTokensSql } from './otp-token.sql.js';

/**
 * Concurrent statements on the codes of one recipient wait for each other, and then may have read too little. In each
 * round one of them succeeds, and the others try again.
 */
const TRIES = 30;

export type IssuedOtpToken = Pick<IssuedRow, 'expiresAt' | 'resendAt'>;

/** A live code that a guess is compared with. */
export interface CandidateCode extends CodeDigest {
  id: string;
  managedBy: string | null;
}

/** An attempt that was counted, before the guess is compared. */
export interface CountedAttempt {
  /** The active code, on which the attempt was counted. */
  otpTokenId: string;
  recipient: string;
  channel: Channel;
  /** W3C trace context of the request for the code. */
  traceparent: string | null;
  requesterKey: string;
  /** Including the one just counted. */
  attempts: number;
  maxAttempts: number;
  /** Nobody has guessed at the challenge that the guess names. */
  isFirstOfChallenge: boolean;
  /** The active code, then the one it is replacing. */
  candidates: CandidateCode[];
}

/** There is a live code, on which the attempt was not counted. */
type NotCounted = { request: number; id: null };

export interface ChallengeState {
  recipient: string;
  channel: Channel;
  /** A `replacing` code is active, with the attempts and the cooldown of its successor. */
  status: Exclude<OtpStatus, 'replacing'>;
  attempts: number;
  maxAttempts: number;
  createdAt: Date;
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
  private readonly issues: Batcher<NewOtpToken, IssuedOtpToken | undefined>;
  private readonly attempts: Batcher<NewAttempt, CountedRow | NotCounted | undefined>;
  private readonly searches: Batcher<RecentSearch, OtpTokenState[]>;

  constructor(private readonly prisma: PrismaService) {
    this.issues = new Batcher({
      run: (otpTokens) => this.issueAll(otpTokens),
      keyOf: ({ recipient, purpose, userId }) => JSON.stringify([recipient, purpose, userId]),
    });
    this.attempts = new Batcher({
      run: (attempts) => this.countAll(attempts),
      keyOf: ({ selector }) => JSON.stringify(selector),
    });
    this.searches = new Batcher({ run: (searches) => this.recentAll(searches) });
  }

  /**
   * Writes the code and its message; see `issueOtpTokensSql`. Only the same signed-in user replaces a code that a signed-in
   * user has requested.
   * @returns undefined if the cooldown is enforced and has not passed
   */
  async issue(otpToken: NewOtpToken): Promise<IssuedOtpToken | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.issues.add(otpToken);
      } catch (error) {
        if (attempt >= TRIES || !isUniqueViolation(error)) throw error;
      }
    }
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

  async recipientOf(id: string): Promise<string | undefined> {
    const row = await this.prisma.otpToken.findUnique({ where: { id }, select: { recipient: true } });
    return row?.recipient;
  }

  /** The state of a challenge and its message, read at the same moment. */
  async challenge(id: string): Promise<ChallengeState | undefined> {
    const [state] = await this.prisma.$queryRaw<ChallengeState[]>`
      SELECT t.recipient, t.channel, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
        CASE WHEN t.status <> 'replacing' THEN t.status WHEN newer.id IS NULL THEN 'superseded' ELSE 'active' END AS status,
        coalesce(newer.attempts, t.attempts) AS attempts, coalesce(newer.max_attempts, t.max_attempts) AS "maxAttempts",
        coalesce(newer.resend_at, t.resend_at) AS "resendAt",
        -- The message of a code that was replaced before it was sent is cancelled in favour of the newer one.
        coalesce(
          nullif(${messageStatusSql(Prisma.sql`t.id`)}, CASE WHEN newer.id IS NOT NULL THEN 'cancelled'::message_status END),
          -- What happens to an e-mail for a number would reveal whether its owner has verified an address.
          CASE WHEN newer.channel = 'email' AND t.channel <> 'email' THEN 'accepted'::message_status
            ELSE ${messageStatusSql(Prisma.sql`newer.id`)} END) AS "messageStatus",
        ${isRecipientAtFaultSql(Prisma.sql`t.id`)}
          OR (newer.channel = t.channel AND ${isRecipientAtFaultSql(Prisma.sql`newer.id`)}) AS "isRecipientAtFault"
      FROM otp_tokens t LEFT JOIN otp_tokens newer ON t.status = 'replacing' AND newer.status = 'active'
        AND ${isSameChainSql(Prisma.sql`newer`, Prisma.sql`t`)}
      WHERE t.id = ${id}::uuid`;
    return state;
  }

  /** Counts one attempt on the active code that a guess can mean. Undefined if there is none. */
  async countAttempt(selector: OtpTokenSelector, now: Date): Promise<CountedAttempt | undefined> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const row = await this.attempts.add({ selector, now });
      if (!row) return undefined;
      if (row.id !== null) return countedAttempt(row);
    }
    return undefined;
  }

  async giveBackAttempt(id: string): Promise<void> {
    await this.prisma.otpToken.updateMany({
      where: { id, attempts: { gt: 0 } },
      data: { attempts: { decrement: 1 } },
    });
  }

  /** The newest codes that a guess can match, live or not. Without a challenge only those requested after `since`. */
  recent(selector: OtpTokenSelector, limit: number, since: Date): Promise<OtpTokenState[]> {
    return this.searches.add({ selector, limit, since });
  }

  /** Uses a code that was entered correctly. Undefined if it is no longer live. */
  async use(id: string, now: Date): Promise<UsedOtpToken | undefined> {
    const returning = Prisma.sql`t.id, t.recipient, t.purpose, t.channel`;
    const [used] = await this.prisma.$queryRaw<UsedOtpToken[]>`
      WITH wanted AS (SELECT ${id}::uuid AS otp_token_id, NULL::uuid AS user_id), ${useOtpTokensSql({ now, returning })}
      SELECT coalesce(message.recipient, used.recipient) AS "sentTo", used.purpose,
        coalesce(message.channel, used.channel) AS channel
      FROM used LEFT JOIN LATERAL ${messageOfCodeSql(Prisma.sql`used.id`)} AS message ON true`;
    return used;
  }

  /** Whether a code can still be used, if the statement that used it ran into a change of its successor. */
  async isLive(id: string, now: Date): Promise<boolean> {
    const count = await this.prisma.otpToken.count({
      where: { id, status: { in: ['active', 'replacing'] }, expiresAt: { gt: now } },
    });
    return count === 1;
  }

  /** The newest live code that a requester has asked for. */
  async newestLive(
    selector: { recipient: string; purpose: OtpPurpose; requesterKey: string },
    now: Date,
  ): Promise<string | undefined> {
    const row = await this.prisma.otpToken.findFirst({
      where: { ...selector, userId: null, status: { in: ['active', 'replacing'] }, expiresAt: { gt: now } },
      select: { id: true },
      orderBy: { createdAt: 'desc' },
    });
    return row?.id;
  }

  /** Whether a requester's challenge is live and has attempts left. */
  async canBeGuessed(id: string, requesterKey: string, now: Date): Promise<boolean> {
    const [challenge] = await this.prisma.$queryRaw<unknown[]>`
      SELECT FROM otp_tokens t JOIN otp_tokens active ON ${isSameChainSql(Prisma.sql`active`, Prisma.sql`t`)}
        AND active.status = 'active' AND active.attempts < active.max_attempts AND active.expires_at > ${now}
      WHERE t.id = ${id}::uuid AND t.requester_key = ${requesterKey} AND t.status IN ('active', 'replacing')
        AND t.expires_at > ${now}`;
    return challenge !== undefined;
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

  private async recentAll(searches: RecentSearch[]): Promise<OtpTokenState[][]> {
    const rows = await this.prisma.$queryRaw<RecentRow[]>(recentOtpTokensSql(searches));
    return searches.map((_, request) => rows.filter((row) => row.request === request));
  }

  private async countAll(attempts: NewAttempt[]): Promise<(CountedRow | NotCounted | undefined)[]> {
    const rows = await this.prisma.$queryRaw<(CountedRow | NotCounted)[]>(countAttemptsSql(attempts));
    const counted = new Map(rows.map((row) => [row.request, row]));
    return attempts.map((_, request) => counted.get(request));
  }

  private async issueAll(otpTokens: NewOtpToken[]): Promise<(IssuedOtpToken | undefined)[]> {
    const rows = await this.prisma.$queryRaw<IssuedRow[]>(issueOtpTokensSql(otpTokens));
    const issued = new Map(rows.map((row) => [row.id, row]));
    return otpTokens.map(({ id }) => issued.get(id));
  }
}

function countedAttempt(row: CountedRow): CountedAttempt {
  const {
    id,
    digest,
    pepperId,
    managedBy,
    olderId,
    recipient,
    channel,
    traceparent,
    requesterKey,
    attempts,
    maxAttempts,
  } = row;
  const active = { id, digest, pepperId, managedBy };
  const older = { digest: row.olderDigest, pepperId: row.olderPepperId, managedBy: row.olderManagedBy };
  return {
    otpTokenId: id,
    recipient,
    channel,
    traceparent,
    requesterKey,
    attempts,
    maxAttempts,
    isFirstOfChallenge: row.isFirstOfChallenge,
    candidates: olderId === null ? [active] : [active, { id: olderId, ...older }],
  };
}
