import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../common/clock.js';
import { secretsConfig, type SecretsConfig } from '../../config/index.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { USER_AGENT_LENGTH } from './device-name.js';
import { newRefreshToken, refreshDigest, successorOf } from './refresh-token.js';
import { RefreshTokenRepository, type SessionOwner } from './refresh-token.repository.js';
import { SessionRepository, type LiveSession } from './session.repository.js';
import { SignInRepository, type SignedInUser } from './sign-in.repository.js';
import { SigningKeys } from './signing-keys.js';

/** RFC 9068. */
const ACCESS_TOKEN_TYPE = 'at+jwt';
/** A client that refreshed concurrently, or lost the answer, may use the same token again for this long. */
const REUSE_GRACE_MS = 10_000;
/** More than any person has. Bounds the list for programs that sign in every time. */
const MAX_LISTED = 100;

export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  /** Until the access token expires. */
  expiresInSeconds: number;
}

export interface SignedIn {
  user: SignedInUser;
  tokens: SessionTokens;
}

/** The signed-in user of a request. */
export interface Caller {
  userId: string;
  sessionId: string;
  /** The current role, not the one in the access token. */
  role: 'user' | 'admin';
}

/** Sessions of users: short-lived EdDSA access tokens, and opaque rotating refresh tokens stored as digests. */
@Injectable()
export class SessionService {
  private readonly logger = new Logger('Sessions');

  constructor(
    @Inject(secretsConfig.KEY) private readonly secrets: SecretsConfig,
    @Inject(sessionConfig.KEY) private readonly session: SessionConfig,
    private readonly signIns: SignInRepository,
    private readonly refreshTokens: RefreshTokenRepository,
    private readonly sessions: SessionRepository,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** Uses a code that was entered correctly, and opens a session. Undefined if the code is no longer active. */
  async signIn(otpTokenId: string, userAgent: string | undefined): Promise<SignedIn | undefined> {
    const now = this.clock.now();
    const sessionId = uuidv7();
    const refreshToken = newRefreshToken();
    const user = await this.signIns.signIn({
      otpTokenId,
      newUserId: uuidv7(),
      sessionId,
      refreshDigest: refreshDigest(refreshToken),
      refreshExpiresAt: new Date(now + this.session.refreshTokenMs),
      userAgent: userAgent?.slice(0, USER_AGENT_LENGTH),
      now: new Date(now),
    });
    if (!user) return undefined;
    const owner = { userId: user.id, sessionId, role: user.role };
    return { user, tokens: await this.tokensFor(owner, refreshToken) };
  }

  /**
   * Exchanges a refresh token for new tokens. Reuse of a spent one ends the session, unless the client has refreshed
   * concurrently: for 10 s, and while the successor is unused, it gets the same successor again.
   */
  async refresh(refreshToken: string): Promise<SessionTokens | 'invalid' | 'reused'> {
    const now = new Date(this.clock.now());
    const digest = refreshDigest(refreshToken);
    const successor = successorOf(refreshToken, this.secrets.dataKeys[0]!);
    const expiresAt = new Date(now.getTime() + this.session.refreshTokenMs);
    const owner = await this.refreshTokens.rotate(digest, refreshDigest(successor), now, expiresAt);
    if (owner) return this.tokensFor(owner, successor);
    const spent = await this.refreshTokens.find(digest, now);
    if (!spent || spent.ended) return 'invalid';
    const again = this.secrets.dataKeys
      .map((key) => successorOf(refreshToken, key))
      .find((candidate) => refreshDigest(candidate) === spent.successor);
    const sinceUse = now.getTime() - (spent.usedAt?.getTime() ?? 0);
    if (again && !spent.successorUsed && sinceUse < REUSE_GRACE_MS) return this.tokensFor(spent, again);
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
    const claims = await this.keys.verify(accessToken, ACCESS_TOKEN_TYPE, this.clock.now());
    if (!claims?.sub || typeof claims['sid'] !== 'string') return undefined;
    const owner = await this.sessions.owner(claims['sid']);
    return owner?.userId === claims.sub ? { ...owner, sessionId: claims['sid'] } : undefined;
  }

  private async tokensFor({ userId, sessionId, role }: SessionOwner, refreshToken: string): Promise<SessionTokens> {
    const lifetimeMs = this.session.accessTokenMs;
    const claims = { sub: userId, sid: sessionId, role };
    const accessToken = await this.keys.sign(claims, ACCESS_TOKEN_TYPE, this.clock.now(), lifetimeMs);
    return { accessToken, refreshToken, expiresInSeconds: lifetimeMs / 1000 };
  }
}
