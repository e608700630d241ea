/** What distinguishes the providers that speak `siteverify`, the protocol of reCAPTCHA. */
export interface SiteverifyProvider {
  name: string;
  url: string;
  /** Where its widget loads scripts and frames from, for a Content-Security-Policy. */
  widgetSources: readonly string[];
  /** Longer tokens are made up. */
  maxTokenLength?: number;
  /** Whether it is sent the site key, so that it refuses tokens of other sites of the account. */
  takesSiteKey: boolean;
  /** Error codes that mean: the token is not valid. */
  refusals: ReadonlySet<string>;
  /** Error codes that mean: no token can be checked. Each with the reason and the fix, for the log. */
  faults: ReadonlyMap<string, string>;
}

const MISSING_SECRET = 'The request had no secret key. Set CAPTCHA_SECRET.';

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ */
const turnstile: SiteverifyProvider = {
  name: 'Turnstile',
  url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  widgetSources: ['https://challenges.cloudflare.com'],
  maxTokenLength: 2048,
  takesSiteKey: false,
  refusals: new Set(['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate']),
  faults: new Map([
    ['missing-input-secret', MISSING_SECRET],
    [
      'invalid-input-secret',
      'The secret key is unknown. Set CAPTCHA_SECRET to the secret key of the widget, from the Turnstile page of the Cloudflare dashboard.',
    ],
    ['bad-request', 'The request could not be read. If CAPTCHA_VERIFY_URL is set, check that it leads to Turnstile.'],
    ['internal-error', 'Turnstile has an internal error. Wait, or see www.cloudflarestatus.com.'],
  ]),
};

/** https://docs.hcaptcha.com/#verify-the-user-response-server-side */
const hcaptcha: SiteverifyProvider = {
  name: 'hCaptcha',
  url: 'https://api.hcaptcha.com/siteverify',
  widgetSources: ['https://hcaptcha.com', 'https://*.hcaptcha.com'],
  takesSiteKey: true,
  refusals: new Set([
    'missing-input-response',
    'invalid-input-response',
    'expired-input-response',
    'already-seen-response',
    // The former name of the last two.
    'invalid-or-already-seen-response',
  ]),
  faults: new Map([
    ['missing-input-secret', MISSING_SECRET],
    [
      'invalid-input-secret',
      'The secret key is unknown. Set CAPTCHA_SECRET to the secret key of the account, from the settings page of the hCaptcha dashboard.',
    ],
    [
      'sitekey-secret-mismatch',
      'The site key does not belong to the secret key. Take CAPTCHA_SITE_KEY and CAPTCHA_SECRET from the same account. If they are, a client has sent a token of another site.',
    ],
    [
      'not-using-dummy-passcode',
      'One of the keys is for tests and the other is not. Take CAPTCHA_SITE_KEY and CAPTCHA_SECRET from the same account.',
    ],
    ['invalid-sitekey', 'The site key is unknown. Correct CAPTCHA_SITE_KEY.'],
    ['missing-remoteip', 'The request had no client address. This is probably a bug in Ramz.'],
    ['invalid-remoteip', 'The client address is not valid. If Ramz runs behind a proxy, set TRUST_PROXY.'],
    ['bad-request', 'The request could not be read. If CAPTCHA_VERIFY_URL is set, check that it leads to hCaptcha.'],
  ]),
};

export const SITEVERIFY_PROVIDERS = { turnstile, hcaptcha };

/** Where the widget of a human check loads scripts and frames from; nowhere for the proof of work. */
export function widgetSourcesOf(provider: string | undefined): readonly string[] {
  return provider === 'turnstile' || provider === 'hcaptcha' ? SITEVERIFY_PROVIDERS[provider].widgetSources : [];
}
