export type { AccessTokenClaims, VerificationTokenClaims } from './claims.js';
export { TokenError, type TokenErrorCode } from './token-error.js';
export { TokenVerifier, type TokenVerifierOptions } from './token-verifier.js';
