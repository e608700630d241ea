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
/** A client that refreshed twice at once, or lost the answer, may do so again for this long. */
const REUSE_GRACE_MS = 10_000;
/** More than any person has; a program that signs in anew each time is not listed without end. */
const MAX_LISTED = 100;

/** What a client gets at sign-in. `expiresIn` in seconds. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Who a request is made for. */
export interface Caller {
  userId: string;
  sessionId: string;
  /** As of now, not as of when the token was signed. */
  role: 'user' | 'admin';
}

/** Sessions of users: short EdDSA access tokens, opaque rotating refresh tokens of which only the digest is kept. */
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

  /** Uses a code whose digits were right. Undefined when it was used, replaced or ran out in the meantime. */
  async signIn(
    otpTokenId: string,
    userAgent: string | undefined,
  ): Promise<{ user: SignedInUser; tokens: SessionTokens } | undefined> {
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
   * New tokens for a refresh token, which is spent. Reuse of a spent one ends the session, except for a client that
   * refreshed twice at once: for 10 s, and while the successor is unused, it gets the same successor again.
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
    this.logger.warn({ message: 'a refresh token was used twice: its session is over', session_id: spent.sessionId });
    return 'reused';
  }

  /** The sessions of a user that are not over, the one used last first; 100 at most. */
  async list(userId: string): Promise<LiveSession[]> {
    return this.sessions.list(userId, new Date(this.clock.now()), MAX_LISTED);
  }

  /** Ends one of the user's own. False where they have none with this id that is not over. */
  async end(userId: string, sessionId: string): Promise<boolean> {
    return this.sessions.revokeOwn(userId, sessionId, 'ended_by_user', new Date(this.clock.now()));
  }

  async logout(sessionId: string): Promise<void> {
    await this.sessions.revoke(sessionId, 'logout', new Date(this.clock.now()));
  }

  /** Ends every session of a user: none of their tokens works from now on. */
  async logoutEverywhere(userId: string): Promise<void> {
    await this.sessions.revokeAll(userId, 'logout', new Date(this.clock.now()));
  }

  /** Undefined for a token that is not valid now, and for one whose session is over. */
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
    return { accessToken, refreshToken, expiresIn: lifetimeMs / 1000 };
  }
}
