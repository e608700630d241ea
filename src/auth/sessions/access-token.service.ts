import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { SigningKeys } from './signing-keys.js';

/** RFC 9068. */
const TOKEN_TYPE = 'at+jwt';
/** Ramz registers no clients, so all sessions belong to one client. */
const CLIENT_ID = 'ramz';

/** What an access token says about its session, as of signing. */
export interface AccessTokenSubject {
  userId: string;
  sessionId: string;
  role: 'user' | 'admin';
  /** When the user last entered a code in this session. */
  authTime: Date;
}

const sessionClaims = {
  sub: z.string(),
  sid: z.uuid(),
  role: z.string(),
  iat: z.number(),
  exp: z.number(),
};

/** Tokens from before access tokens had an audience; the last of them expires within a day of the upgrade. */
const earlierClaimsSchema = z.strictObject({ ...sessionClaims, iss: z.string().optional() });

/** Signs and verifies access tokens, which are JWTs as RFC 9068 defines them. */
@Injectable()
export class AccessTokenService {
  private readonly audience: string;
  private readonly claimsSchema: z.ZodType<{ sub: string; sid: string }>;

  constructor(
    @Inject(sessionConfig.KEY) config: SessionConfig,
    private readonly keys: SigningKeys,
  ) {
    this.audience = config.tokenAudience ?? keys.issuer;
    const claimsSchema = z.object({
      ...sessionClaims,
      iss: z.literal(keys.issuer),
      aud: z.literal(this.audience),
      client_id: z.literal(CLIENT_ID),
      jti: z.string().min(1),
      auth_time: z.number(),
    });
    this.claimsSchema = z.union([claimsSchema, earlierClaimsSchema]);
  }

  /** @param now Unix time in milliseconds */
  async sign(subject: AccessTokenSubject, now: number, lifetimeMs: number): Promise<string> {
    const claims = {
      sub: subject.userId,
      aud: this.audience,
      client_id: CLIENT_ID,
      jti: randomUUID(),
      auth_time: Math.floor(subject.authTime.getTime() / 1000),
      sid: subject.sessionId,
      role: subject.role,
    };
    return this.keys.sign(claims, TOKEN_TYPE, now, lifetimeMs);
  }

  /** The user and the session of a token that is valid at `now`, otherwise undefined. Does not look up the session. */
  async verify(accessToken: string, now: number): Promise<{ userId: string; sessionId: string } | undefined> {
    const claims = this.claimsSchema.safeParse(await this.keys.verify(accessToken, TOKEN_TYPE, now));
    return claims.success ? { userId: claims.data.sub, sessionId: claims.data.sid } : undefined;
  }
}
