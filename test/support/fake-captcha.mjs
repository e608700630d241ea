import { startFakeProvider } from './fake-provider.mjs';

/**
 * Turnstile and hCaptcha to test against, by their documentation: https://developers.cloudflare.com/turnstile and
 * https://docs.hcaptcha.com. A token that begins with `pass-` passes once. Every other token is invalid.
 *
 * @typedef {object} FakeCaptchaOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [secret] of the one account
 * @property {string} [siteKey] its one site
 */

const PATHS = { turnstile: '/turnstile/v0/siteverify', hcaptcha: '/siteverify' };

/** @param {FakeCaptchaOptions} [options] */
export async function startFakeCaptcha({ port, secret = 'captcha-secret', siteKey = 'captcha-site-key' } = {}) {
  /** @type {Set<string>} */
  const spent = new Set();

  /** @param {string} code */
  const no = (code) => ({ status: 200, json: { success: false, 'error-codes': [code] } });

  /** @param {import('./fake-provider.mjs').ProviderRequest} request */
  function answer({ scope, method, form, headers }) {
    if (method !== 'POST' || headers['content-type'] !== 'application/x-www-form-urlencoded') return no('bad-request');
    if (!form['secret']) return no('missing-input-secret');
    if (form['secret'] !== secret) return no('invalid-input-secret');
    if (form['sitekey'] && form['sitekey'] !== siteKey) return no('sitekey-secret-mismatch');
    const token = form['response'];
    if (!token) return no('missing-input-response');
    if (!token.startsWith('pass-')) return no('invalid-input-response');
    if (spent.has(token)) return no(scope === 'turnstile' ? 'timeout-or-duplicate' : 'already-seen-response');
    spent.add(token);
    const solved = { success: true, challenge_ts: new Date().toISOString(), hostname: 'app.example' };
    if (scope === 'hcaptcha') return { status: 200, json: { ...solved, credit: false } };
    const json = { ...solved, 'error-codes': [], action: '', cdata: '', metadata: { interactive: false } };
    return { status: 200, json };
  }

  const engine = await startFakeProvider({
    name: 'captcha',
    port,
    scopeOf: (path) => (path === PATHS.turnstile ? 'turnstile' : path === PATHS.hcaptcha ? 'hcaptcha' : 'elsewhere'),
    recipientsOf: ({ form }) => (form['remoteip'] ? [form['remoteip']] : []),
    answer,
    refusal: (status) => ({ status, json: {}, code: status }),
  });

  return {
    secret,
    siteKey,
    /** For `CAPTCHA_VERIFY_URL`. */
    verifyUrls: { turnstile: engine.url + PATHS.turnstile, hcaptcha: engine.url + PATHS.hcaptcha },
    requests: engine.requests,
    waitForRequest: engine.waitForRequest,
    failNext: engine.failNext,
    respondWith: engine.respondWith,

    /** Answers every request from now on with these error codes. @param {string[]} codes */
    refuseWith: (...codes) => engine.respondWith({ body: JSON.stringify({ success: false, 'error-codes': codes }) }),

    /** Forgets requests, faults and spent tokens. */
    reset() {
      engine.reset();
      spent.clear();
    },

    close: () => engine.close(),
  };
}

/** @typedef {Awaited<ReturnType<typeof startFakeCaptcha>>} FakeCaptcha */
