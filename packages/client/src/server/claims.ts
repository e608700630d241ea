import type { components } from '../openapi.js';

type Proof = components['schemas']['ProofDto'];

interface CommonClaims {
  /** The address of Ramz. */
  iss: string;
  jti: string;
  /** Unix time in seconds, as `exp` and `auth_time`. */
  iat: number;
  exp: number;
}

/** Claims of an access token (docs/sessions.md). */
export interface AccessTokenClaims extends CommonClaims {
  /** Id of the user. */
  sub: string;
  aud: string;
  client_id: string;
  /** When the user last entered a code in this session. */
  auth_time: number;
  /** Id of the session. */
  sid: string;
  /** As of sign-in or the last refresh. */
  role: 'user' | 'admin';
}

/** Claims of a verification token (docs/codes.md). `jti` is the id of the challenge. */
export interface VerificationTokenClaims extends CommonClaims {
  /** The number or address that the code was sent to. */
  sub: string;
  purpose: Proof['purpose'];
  channel: Proof['channel'];
}
