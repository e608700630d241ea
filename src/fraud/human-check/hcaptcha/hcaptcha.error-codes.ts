import type { ErrorCodes } from '../siteverify.error-codes.js';

/** https://docs.hcaptcha.com/#siteverify-error-codes-table */
export const HCAPTCHA_ERROR_CODES: ErrorCodes = {
  refusals: new Set([
    'missing-input-response',
    'invalid-input-response',
    'expired-input-response',
    'already-seen-response',
    // The name of the last two until they were told apart.
    'invalid-or-already-seen-response',
  ]),
  faults: new Map([
    ['missing-input-secret', 'it got no secret key (missing-input-secret). Set CAPTCHA_SECRET.'],
    [
      'invalid-input-secret',
      'it does not know the secret key (invalid-input-secret). Set CAPTCHA_SECRET to that of the account, from the settings page of the hCaptcha dashboard.',
    ],
    [
      'sitekey-secret-mismatch',
      'the site key does not belong to the secret key (sitekey-secret-mismatch). Take CAPTCHA_SITE_KEY and CAPTCHA_SECRET from one account. If they are, a client has sent a token of another site.',
    ],
    [
      'not-using-dummy-passcode',
      'one of the keys is for tests and the other is not (not-using-dummy-passcode). Take CAPTCHA_SITE_KEY and CAPTCHA_SECRET from one account.',
    ],
    ['invalid-sitekey', 'it does not know the site key (invalid-sitekey). Correct CAPTCHA_SITE_KEY.'],
    ['missing-remoteip', 'it got no client address (missing-remoteip). This is likely a fault in Ramz.'],
    [
      'invalid-remoteip',
      'it does not take the client address (invalid-remoteip). If Ramz stands behind a proxy, set TRUST_PROXY.',
    ],
    [
      'bad-request',
      'it could not read the request (bad-request). If CAPTCHA_VERIFY_URL is set, see that it leads to hCaptcha.',
    ],
  ]),
};
