import { AppError } from '../../common/app-error.js';
import { HumanCheckService } from './human-check.service.js';
import type { HumanVerdict } from './human-verifier.contract.js';
import type { CodeRequest } from './request-risk.service.js';

const REQUEST: CodeRequest = { recipient: '+989123456789', address: '203.0.113.7' };
const CAPTCHA = { provider: 'turnstile', site_key: 'site-key' };

describe('HumanCheckService', () => {
  let verified: { token: string; address: string; signal: AbortSignal }[];
  let assessed: CodeRequest[];

  beforeEach(() => {
    verified = [];
    assessed = [];
  });

  const risk = (isRisky: boolean) => ({
    isRisky: async (request: CodeRequest) => {
      assessed.push(request);
      return isRisky;
    },
  });

  function checkWith(
    demand: 'risk' | 'always',
    { isRisky }: ReturnType<typeof risk>,
    verdict: HumanVerdict = 'passed',
  ): HumanCheckService {
    const verify = async (token: string, { address }: { address: string }, signal: AbortSignal) => {
      verified.push({ token, address, signal });
      return verdict;
    };
    const check = { provider: 'turnstile', siteKey: 'site-key', demand, verifier: { verify } } as const;
    return new HumanCheckService(check, { isRisky });
  }

  /** The public parts of the error, if there is one. */
  async function outcome(check: HumanCheckService, captchaToken?: string, request = REQUEST) {
    try {
      await check.assertPassed({ ...request, captchaToken });
      return 'passed';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, extensions, retryAfterSeconds } = error;
      return { code, extensions, retryAfterSeconds };
    }
  }
  const required = { code: 'captcha_required', extensions: { captcha: CAPTCHA } };

  it('requires no token when the check is off', async () => {
    expect(await outcome(new HumanCheckService(undefined, risk(true)))).toBe('passed');
    expect(assessed).toEqual([]);
  });

  it('requires a token for every request when the demand is "always", without assessing the risk', async () => {
    const check = checkWith('always', risk(false));
    expect(await outcome(check)).toEqual(required);
    expect(await outcome(check, '')).toEqual(required);
    expect(verified).toEqual([]);
    expect(await outcome(check, 'token')).toBe('passed');
    expect(assessed).toEqual([]);
  });

  it('requires no token for a request without risk, and does not spend a token that comes all the same', async () => {
    const check = checkWith('risk', risk(false));
    expect(await outcome(check)).toBe('passed');
    expect(await outcome(check, 'token')).toBe('passed');
    expect(assessed).toEqual([REQUEST, REQUEST]);
    expect(verified).toEqual([]);
  });

  it('requires a token for a risky request', async () => {
    const check = checkWith('risk', risk(true));
    expect(await outcome(check)).toEqual(required);
    expect(await outcome(check, 'token')).toBe('passed');
    expect(verified).toMatchObject([{ token: 'token', address: REQUEST.address, signal: { aborted: false } }]);
  });

  it('refuses a token that failed, and names the widget to show again', async () => {
    const check = checkWith('always', risk(false), 'failed');
    expect(await outcome(check, 'token')).toEqual({ code: 'captcha_invalid', extensions: { captcha: CAPTCHA } });
  });

  it('refuses the request while tokens cannot be checked', async () => {
    const check = checkWith('risk', risk(true), 'unavailable');
    expect(await outcome(check, 'token')).toEqual({ code: 'service_unavailable', retryAfterSeconds: 5 });
  });

  it('refuses the request while the risk cannot be assessed', async () => {
    const unavailable = new AppError('service_unavailable', { retryAfterSeconds: 5 });
    const check = checkWith('risk', { isRisky: () => Promise.reject(unavailable) });
    expect(await outcome(check, 'token')).toEqual({ code: 'service_unavailable', retryAfterSeconds: 5 });
    expect(verified).toEqual([]);
  });

  it('passes an IPv4-mapped address to the verifier as IPv4, and IPv6 unchanged', async () => {
    const check = checkWith('always', risk(false));
    for (const address of ['::ffff:203.0.113.7', '2001:db8::7']) await outcome(check, 'token', { ...REQUEST, address });
    expect(verified.map(({ address }) => address)).toEqual(['203.0.113.7', '2001:db8::7']);
  });
});
