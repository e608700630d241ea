import type { ErrorCodes } from '../siteverify.error-codes.js';

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/#error-codes */
export const TURNSTILE_ERROR_CODES: ErrorCodes = {
  refusals: new Set(['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate']),
  faults: new Map([
    ['missing-input-secret', 'it got no secret key (missing-input-secret). Set CAPTCHA_SECRET.'],
    [
      'invalid-input-secret',
      'it does not know the secret key (invalid-input-secret). Set CAPTCHA_SECRET to that of the widget, from the Turnstile page of the Cloudflare dashboard.',
    ],
    [
      'bad-request',
      'it could not read the request (bad-request). If CAPTCHA_VERIFY_URL is set, see that it leads to Turnstile.',
    ],
    ['internal-error', 'it has a fault of its own (internal-error). Wait, or see www.cloudflarestatus.com.'],
  ]),
};
