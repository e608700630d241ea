import { AppError } from '../../common/app-error.js';
import { HumanCheckService } from './human-check.service.js';
import type { HumanVerdict } from './human-check.verifier.js';
import type { CodeAsk, RiskSignal } from './risk-signal.contract.js';

const WISH: CodeAsk = { recipient: '+989123456789', address: '203.0.113.7' };
const CAPTCHA = { provider: 'turnstile', site_key: 'site-key' };

describe('HumanCheck', () => {
  let asked: { token: string; address: string; signal: AbortSignal }[];
  let looked: CodeAsk[];

  beforeEach(() => {
    asked = [];
    looked = [];
  });

  const signal = (isRisky: boolean): RiskSignal => ({
    name: 'test',
    isRisky: async (ask) => {
      looked.push(ask);
      return isRisky;
    },
  });

  function checkWith(
    demand: 'risk' | 'always',
    signals: RiskSignal[],
    verdict: HumanVerdict = 'passed',
  ): HumanCheckService {
    const verify = async (token: string, { address }: { address: string }, deadline: AbortSignal) => {
      asked.push({ token, address, signal: deadline });
      return verdict;
    };
    return new HumanCheckService({ provider: 'turnstile', siteKey: 'site-key', demand, verifier: { verify } }, signals);
  }

  /** What came of it: nothing, or the error without its stack. */
  async function outcome(check: HumanCheckService, captchaToken?: string, ask = WISH) {
    try {
      await check.assertPassed({ ...ask, captchaToken });
      return 'let through';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, members, retryAfterSeconds } = error;
      return { code, members, retryAfterSeconds };
    }
  }
  const required = { code: 'captcha_required', members: { captcha: CAPTCHA } };

  it('asks nobody where it is off', async () => {
    expect(await outcome(new HumanCheckService(undefined, [signal(true)]))).toBe('let through');
    expect(looked).toEqual([]);
  });

  it('asks everybody where it is always demanded, and looks at no risk', async () => {
    const check = checkWith('always', [signal(false)]);
    expect(await outcome(check)).toEqual(required);
    expect(await outcome(check, '')).toEqual(required);
    expect(asked).toEqual([]);
    expect(await outcome(check, 'token')).toBe('let through');
    expect(looked).toEqual([]);
  });

  it('asks nobody where no risk is seen, and leaves a token unspent', async () => {
    const check = checkWith('risk', [signal(false), signal(false)]);
    expect(await outcome(check)).toBe('let through');
    expect(await outcome(check, 'token')).toBe('let through');
    expect(looked).toEqual([WISH, WISH, WISH, WISH]);
    expect(asked).toEqual([]);
  });

  it('asks where one signal sees a risk', async () => {
    const check = checkWith('risk', [signal(false), signal(true)]);
    expect(await outcome(check)).toEqual(required);
    expect(await outcome(check, 'token')).toBe('let through');
    expect(asked).toMatchObject([{ token: 'token', address: WISH.address, signal: { aborted: false } }]);
  });

  it('refuses a token that is not good, and says what to show', async () => {
    const check = checkWith('always', [], 'failed');
    expect(await outcome(check, 'token')).toEqual({ code: 'captcha_invalid', members: { captcha: CAPTCHA } });
  });

  it('refuses while nobody can tell', async () => {
    const check = checkWith('risk', [signal(true)], 'unavailable');
    expect(await outcome(check, 'token')).toEqual({ code: 'service_unavailable', retryAfterSeconds: 5 });
  });

  it('refuses while a risk cannot be looked at', async () => {
    const away = new AppError('service_unavailable', { retryAfterSeconds: 5 });
    const isRisky = () => Promise.reject(away);
    const check = checkWith('risk', [{ name: 'away', isRisky }]);
    expect(await outcome(check, 'token')).toEqual({ code: 'service_unavailable', retryAfterSeconds: 5 });
    expect(asked).toEqual([]);
  });

  it('sends the provider IPv4 as IPv4, and IPv6 as it is', async () => {
    const check = checkWith('always', []);
    for (const address of ['::ffff:203.0.113.7', '2001:db8::7']) await outcome(check, 'token', { ...WISH, address });
    expect(asked.map(({ address }) => address)).toEqual(['203.0.113.7', '2001:db8::7']);
  });
});
