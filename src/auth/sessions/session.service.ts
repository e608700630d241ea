import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { AccessTokenService } from './access-token.service.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { USER_AGENT_LENGTH } from './device-name.js';
import { newRefreshToken, openSuccessor, refreshDigest, sealSuccessor } from './refresh-token.js';
import { RefreshTokenRepository, type OpenSession } from './refresh-token.repository.js';
import { SessionRepository, type Caller, type LiveSession } from './session.repository.js';
import { SignInRepository, type SignedInUser } from './sign-in.repository.js';

/** More than any person has. Bounds the list for programs that sign in every time. */
const MAX_LISTED = 100;
const BLOCKED = 'This account is blocked. Please contact support.';

export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  /** Until the access token expires. */
  expiresInSeconds: number;
  /** Until the refresh token expires. */
  refreshExpiresInSeconds: number;
}

export interface SignedIn {
  user: SignedInUser;
  tokens: SessionTokens;
}

/** Sessions of users: short-lived EdDSA access tokens, and opaque rotating refresh tokens stored as digests. */
@Injectable()
export class SessionService {
  private readonly logger = new Logger('Sessions');

  constructor(
    @Inject(sessionConfig.KEY) private readonly config: SessionConfig,
    private readonly signIns: SignInRepository,
    private readonly refreshTokens: RefreshTokenRepository,
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly clock: Clock,
  ) {}

  /**
   * Uses a code that was entered correctly, and opens a session. Undefined if the code is no longer active.
   * @throws AppError forbidden if the user is blocked
   */
  async signIn(otpTokenId: string, userAgent: string | undefined): Promise<SignedIn | undefined> {
    const now = new Date(this.clock.now());
    const { refreshTokenMs, maxAgeMs, dormantMs } = this.config;
    const sessionId = uuidv7();
    const refreshToken = newRefreshToken();
    const expiresAt = after(now, Math.min(refreshTokenMs, maxAgeMs));
    const signedIn = await this.signIns.signIn({
      otpTokenId,
      newUserId: uuidv7(),
      sessionId,
      refreshDigest: refreshDigest(refreshToken),
      expiresAt,
      dormantSince: after(now, -dormantMs),
      userAgent: userAgent?.slice(0, USER_AGENT_LENGTH),
      now,
    });
    if (!signedIn) return undefined;
    const { hasReturned, isBlocked, ...user } = signedIn;
    // Only the owner of the number or address gets this answer.
    if (isBlocked) throw new AppError('forbidden', { detail: BLOCKED });
    if (hasReturned) {
      this.logger.warn({ message: 'number of a dormant account signed in, earlier sessions ended', user_id: user.id });
    }
    const session = { userId: user.id, sessionId, role: user.role, authTime: now, expiresAt };
    return { user, tokens: await this.tokensFor(session, refreshToken, now) };
  }

  /**
   * Exchanges a refresh token for new tokens. Reuse of a spent one ends the session, unless the client has refreshed
   * concurrently or lost the answer: for `REFRESH_REUSE_SECONDS`, and while the successor is unused, it gets the same
   * successor again.
   */
  async refresh(refreshToken: string): Promise<SessionTokens | 'invalid' | 'reused'> {
    const now = new Date(this.clock.now());
    const { refreshTokenMs, maxAgeMs, refreshReuseMs } = this.config;
    const digest = refreshDigest(refreshToken);
    const next = newRefreshToken();
    const session = await this.refreshTokens.rotate({
      digest,
      successor: refreshDigest(next),
      sealed: sealSuccessor(refreshToken, next),
      now,
      idleUntil: after(now, refreshTokenMs),
      maxAgeMs,
    });
    if (session) return this.tokensFor(session, next, now);
    const spent = await this.refreshTokens.find(digest, now, maxAgeMs);
    if (!spent || spent.ended) return 'invalid';
    const isRepeat = !spent.successorUsed && now.getTime() - (spent.usedAt?.getTime() ?? 0) < refreshReuseMs;
    if (isRepeat) {
      // A process of the release before, which spent the token during an upgrade, has kept no successor.
      if (!spent.successorSealed) return 'invalid';
      return this.tokensFor(spent, openSuccessor(refreshToken, spent.successorSealed), now);
    }
    await this.sessions.revoke(spent.sessionId, 'reuse', now);
    this.logger.warn({ message: 'refresh token reused, session revoked', session_id: spent.sessionId });
    return 'reused';
  }

  /** The sessions of a user that have not ended, the last used first; at most 100. */
  async list(userId: string): Promise<LiveSession[]> {
    return this.sessions.list(userId, new Date(this.clock.now()), MAX_LISTED);
  }

  /** Ends a session of this user. False if the user has no live session with this id. */
  async end(userId: string, sessionId: string): Promise<boolean> {
    return this.sessions.revokeOwn(userId, sessionId, 'ended_by_user', new Date(this.clock.now()));
  }

  async logout(sessionId: string): Promise<void> {
    await this.sessions.revoke(sessionId, 'logout', new Date(this.clock.now()));
  }

  /** Ends every session of a user; none of their tokens is accepted any more. */
  async logoutEverywhere(userId: string): Promise<void> {
    await this.sessions.revokeAll(userId, 'logout', new Date(this.clock.now()));
  }

  /** Undefined if the token is not valid, or its session has ended. */
  async authenticate(accessToken: string): Promise<Caller | undefined> {
    const now = this.clock.now();
    const claimed = await this.accessTokens.verify(accessToken, now);
    const caller = claimed && (await this.sessions.find(claimed.sessionId, new Date(now)));
    return caller?.userId === claimed?.userId ? caller : undefined;
  }

  /** The same by a refresh token, which this does not spend. */
  async authenticateByRefreshToken(refreshToken: string): Promise<Caller | undefined> {
    const now = new Date(this.clock.now());
    const spentAfter = after(now, -this.config.refreshReuseMs);
    return this.sessions.findByRefreshToken(refreshDigest(refreshToken), now, spentAfter);
  }

  /** An access token never outlives its session. */
  private async tokensFor(session: OpenSession, refreshToken: string, now: Date): Promise<SessionTokens> {
    const remainingMs = session.expiresAt.getTime() - now.getTime();
    const lifetimeMs = Math.min(this.config.accessTokenMs, remainingMs);
    return {
      accessToken: await this.accessTokens.sign(session, now.getTime(), lifetimeMs),
      refreshToken,
      expiresInSeconds: Math.floor(lifetimeMs / 1000),
      refreshExpiresInSeconds: Math.floor(remainingMs / 1000),
    };
  }
}

function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
