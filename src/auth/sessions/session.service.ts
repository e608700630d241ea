import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/index.js';
import { SignInRepository, type SignedInUser } from './sign-in.repository.js';
import { SigningKeys } from './signing-keys.js';

const REFRESH_TOKEN_BYTES = 32;
/** RFC 9068. */
const ACCESS_TOKEN_TYPE = 'at+jwt';
const USER_AGENT_LENGTH = 256;

/** What a client gets at sign-in. `expiresIn` in seconds. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Sessions of users: short EdDSA access tokens, opaque refresh tokens of which only the digest is kept. */
@Injectable()
export class SessionService {
  constructor(
    private readonly config: AppConfig,
    private readonly signIns: SignInRepository,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** Uses a code whose digits were right. Undefined when it was used, replaced or ran out in the meantime. */
  async signIn(
    tokenId: string,
    userAgent: string | undefined,
  ): Promise<{ user: SignedInUser; tokens: SessionTokens } | undefined> {
    const now = this.clock.now();
    const sessionId = uuidv7();
    const refreshToken = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
    const user = await this.signIns.signIn({
      tokenId,
      newUserId: uuidv7(),
      sessionId,
      refreshDigest: createHash('sha256').update(refreshToken).digest('base64url'),
      refreshExpiresAt: new Date(now + this.config.tokens.refreshTokenMs),
      userAgent: userAgent?.slice(0, USER_AGENT_LENGTH),
      now: new Date(now),
    });
    if (!user) return undefined;
    const lifetimeMs = this.config.tokens.accessTokenMs;
    const accessToken = await this.keys.sign({ sub: user.id, sid: sessionId }, ACCESS_TOKEN_TYPE, now, lifetimeMs);
    return { user, tokens: { accessToken, refreshToken, expiresIn: lifetimeMs / 1000 } };
  }
}
