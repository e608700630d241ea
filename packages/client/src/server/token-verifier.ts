import { createRemoteJWKSet, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { AccessTokenClaims, VerificationTokenClaims } from './claims.js';
import { TokenError, type TokenErrorCode } from './token-error.js';

export interface TokenVerifierOptions {
  /** `PUBLIC_URL` of Ramz, such as https://auth.example.com. */
  issuer: string;
  /** `TOKEN_AUDIENCE` of Ramz, if it is set. */
  audience?: string;
  /** Where this backend reaches Ramz, if that is another address than `issuer`. */
  baseUrl?: string;
}

/** Verifies tokens of Ramz with its public keys, which are fetched when needed and kept in memory. */
export class TokenVerifier {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;
  private readonly issuer: string;
  private readonly audience: string;

  constructor({ issuer, audience = issuer, baseUrl = issuer }: TokenVerifierOptions) {
    this.issuer = issuer;
    this.audience = audience;
    this.keys = createRemoteJWKSet(new URL(`${baseUrl.replace(/\/+$/, '')}/.well-known/jwks.json`));
  }

  /**
   * Returns the claims of the access token in an `Authorization` header.
   * @throws TokenError
   */
  async authenticate(authorization: string | null | undefined): Promise<AccessTokenClaims> {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) throw new TokenError('token_missing');
    return this.verifyAccessToken(token);
  }

  /** @throws TokenError */
  verifyAccessToken(token: string): Promise<AccessTokenClaims> {
    return this.verify(token, { typ: 'at+jwt', audience: this.audience, requiredClaims: ['sub', 'exp'] });
  }

  /**
   * Verifies a proof for this purpose. Only Ramz knows whether the proof was used before: POST
   * /api/v1/auth/verification-tokens/consume.
   * @throws TokenError
   */
  async verifyVerificationToken<P extends VerificationTokenClaims['purpose']>(
    token: string,
    purpose: P,
  ): Promise<VerificationTokenClaims & { purpose: P }> {
    const options = { typ: 'verification+jwt', requiredClaims: ['sub', 'exp', 'jti'] };
    const claims = await this.verify<VerificationTokenClaims & { purpose: P }>(token, options);
    if (claims.purpose !== purpose) throw new TokenError('token_invalid');
    return claims;
  }

  private async verify<T>(token: string, options: JWTVerifyOptions): Promise<T> {
    try {
      const verified = await jwtVerify<T>(token, this.keys, { ...options, issuer: this.issuer, algorithms: ['EdDSA'] });
      return verified.payload;
    } catch (error) {
      throw new TokenError(codeOf(error), { cause: error });
    }
  }
}

/** Everything that is not a fault of the token is one of fetching the keys. */
function codeOf(error: unknown): TokenErrorCode {
  if (error instanceof errors.JWTExpired) return 'token_expired';
  const isFetching =
    !(error instanceof errors.JOSEError) ||
    ['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT', 'ERR_JWK_INVALID'].includes(error.code);
  return isFetching ? 'keys_unavailable' : 'token_invalid';
}
