import type { HumanVerdict, HumanVerifier } from '../human-check.verifier.js';
import type { SiteverifyClient } from '../siteverify.client.js';
import { HCAPTCHA_ERROR_CODES } from './hcaptcha.error-codes.js';

const VERIFY_URL = 'https://api.hcaptcha.com/siteverify';

export interface HcaptchaOptions {
  secret: string;
  /** Tokens of other sites of the account are refused. Absent: taken. */
  siteKey?: string;
  /** Absent: hCaptcha's. */
  verifyUrl?: string;
}

/** https://docs.hcaptcha.com/#verify-the-user-response-server-side */
export class HcaptchaVerifier implements HumanVerifier {
  constructor(
    private readonly options: HcaptchaOptions,
    private readonly siteverify: SiteverifyClient,
  ) {}

  verify(token: string, client: { address: string }, signal: AbortSignal): Promise<HumanVerdict> {
    const { secret, siteKey, verifyUrl = VERIFY_URL } = this.options;
    return this.siteverify.verify(
      { name: 'hCaptcha', url: verifyUrl, errorCodes: HCAPTCHA_ERROR_CODES },
      { secret, response: token, remoteip: client.address, ...(siteKey && { sitekey: siteKey }) },
      signal,
    );
  }
}
