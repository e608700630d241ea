import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  createLocalJWKSet,
  importJWK,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose';
import { secretsConfig, type SecretsConfig } from '../../config/index.js';
import { httpConfig, type HttpConfig } from '../../http/index.js';

const ALGORITHM = 'EdDSA';
/** The issuer of an installation without an address, which only development has. */
const UNNAMED_ISSUER = 'ramz';

/** Signs with the first of `TOKEN_PRIVATE_KEYS` and verifies with all, so that keys can rotate and users stay signed in. */
@Injectable()
export class SigningKeys implements OnModuleInit {
  /** The public keys, as RFC 7517 defines the set. */
  readonly jwks: JSONWebKeySet;
  /** The claim `iss` of every token. */
  readonly issuer: string;
  private readonly resolveKey: ReturnType<typeof createLocalJWKSet>;
  private signingKey!: CryptoKey | Uint8Array;

  constructor(
    @Inject(secretsConfig.KEY) private readonly secrets: SecretsConfig,
    @Inject(httpConfig.KEY) { publicUrl }: HttpConfig,
  ) {
    this.issuer = publicUrl ?? UNNAMED_ISSUER;
    this.jwks = {
      keys: secrets.tokenKeys.map(({ kty, crv, kid, x }) => ({ kty, crv, kid, x, alg: ALGORITHM, use: 'sig' })),
    };
    this.resolveKey = createLocalJWKSet(this.jwks);
  }

  async onModuleInit(): Promise<void> {
    this.signingKey = await importJWK(this.secrets.tokenKeys[0]!, ALGORITHM);
  }

  /**
   * Signs a JWT.
   * @param type the header `typ`
   * @param now Unix time in milliseconds
   */
  async sign(claims: JWTPayload, type: string, now: number, lifetimeMs: number): Promise<string> {
    const issuedAt = Math.floor(now / 1000);
    return new SignJWT({ iss: this.issuer, ...claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.secrets.tokenKeys[0]!.kid, typ: type })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + Math.floor(lifetimeMs / 1000))
      .sign(this.signingKey);
  }

  /** The claims of a JWT of this `type` that is valid at `now`, otherwise undefined. */
  async verify(jwt: string, type: string, now: number): Promise<JWTPayload | undefined> {
    try {
      const options = { algorithms: [ALGORITHM], typ: type, currentDate: new Date(now) };
      return (await jwtVerify(jwt, this.resolveKey, options)).payload;
    } catch {
      return undefined;
    }
  }
}
