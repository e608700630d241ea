import type { HumanVerdict, HumanVerifier } from '../human-check.verifier.js';
import type { SiteverifyClient } from '../siteverify.client.js';
import { TURNSTILE_ERROR_CODES } from './turnstile.error-codes.js';

const VERIFY_URL = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';
const MAX_TOKEN_LENGTH = 2048;

export interface TurnstileOptions {
  secret: string;
  /** Absent: Cloudflare's. */
  verifyUrl?: string;
}

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ */
export class TurnstileVerifier implements HumanVerifier {
  constructor(
    private readonly options: TurnstileOptions,
    private readonly siteverify: SiteverifyClient,
  ) {}

  async verify(token: string, client: { address: string }, signal: AbortSignal): Promise<HumanVerdict> {
    if (token.length > MAX_TOKEN_LENGTH) return 'failed';
    const { secret, verifyUrl = VERIFY_URL } = this.options;
    return this.siteverify.verify(
      { name: 'Turnstile', url: verifyUrl, errorCodes: TURNSTILE_ERROR_CODES },
      { secret, response: token, remoteip: client.address },
      signal,
    );
  }
}
