export type TokenErrorCode = 'token_missing' | 'token_invalid' | 'token_expired' | 'keys_unavailable';

const MESSAGES: Record<TokenErrorCode, string> = {
  token_missing: 'Please sign in: send an access token.',
  token_invalid: 'The token is not valid here.',
  token_expired: 'The token has expired.',
  keys_unavailable: 'The keys of the sign-in service could not be fetched. Please try again shortly.',
};

/** Why a token was not accepted, with the status and headers to answer with. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly status: 401 | 503;
  readonly headers: Record<string, string>;

  constructor(
    readonly code: TokenErrorCode,
    options?: { cause: unknown },
  ) {
    super(MESSAGES[code], options);
    const isOutage = code === 'keys_unavailable';
    this.status = isOutage ? 503 : 401;
    this.headers = isOutage ? { 'Retry-After': '5' } : { 'WWW-Authenticate': 'Bearer' };
  }
}
