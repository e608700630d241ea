export type TokenErrorCode = 'token_missing' | 'token_invalid' | 'token_expired' | 'keys_unavailable';

const MESSAGES: Record<TokenErrorCode, string> = {
  token_missing: 'Please sign in: send an access token.',
  token_invalid: 'The token is not valid here.',
  token_expired: 'The token has expired.',
  keys_unavailable: 'The keys of the sign-in service could not be fetched. Please try again shortly.',
};

/** Why a token was not accepted. `status` is the one to answer with. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly status: 401 | 503;

  constructor(
    readonly code: TokenErrorCode,
    options?: { cause: unknown },
  ) {
    super(MESSAGES[code], options);
    this.status = code === 'keys_unavailable' ? 503 : 401;
  }
}
