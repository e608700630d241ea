import type { ExecutionContext } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { metricsConfig } from './metrics.config.js';
import { MetricsGuard } from './metrics.guard.js';

const TOKEN = 'a-token-of-the-scraper';

/** `admitted`, or the code of the refusal. */
function answer(
  environment: Record<string, string>,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
): string {
  const request = { headers, socket: { remoteAddress } };
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
  try {
    new MetricsGuard(metricsConfig.read(environment)).canActivate(context);
    return 'admitted';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('MetricsGuard', () => {
  it.each([
    [`Bearer ${TOKEN}`, 'admitted'],
    [`bearer ${TOKEN}`, 'admitted'],
    [`Bearer ${TOKEN}x`, 'unauthorized'],
    ['Bearer ', 'unauthorized'],
    [`Basic ${TOKEN}`, 'unauthorized'],
  ])('with METRICS_TOKEN, answers the header "Authorization: %s" with %s', (authorization, expected) => {
    expect(answer({ METRICS_TOKEN: TOKEN }, { authorization })).toBe(expected);
    expect(answer({ METRICS_TOKEN: TOKEN, NODE_ENV: 'production' }, { authorization }, '192.0.2.1')).toBe(expected);
  });

  it('with METRICS_TOKEN, refuses a client on the same machine that sends none', () => {
    expect(answer({ METRICS_TOKEN: TOKEN })).toBe('unauthorized');
  });

  it('hides the route in production without METRICS_TOKEN', () => {
    expect(answer({ NODE_ENV: 'production' })).toBe('not_found');
    expect(answer({ ENVIRONMENT: 'Production' }, { authorization: 'Bearer ' })).toBe('not_found');
  });

  it.each([
    ['127.0.0.1', 'admitted'],
    ['127.8.9.1', 'admitted'],
    ['::1', 'admitted'],
    ['::ffff:127.0.0.1', 'admitted'],
    ['192.0.2.1', 'not_found'],
    ['::ffff:192.0.2.1', 'not_found'],
  ])('elsewhere without METRICS_TOKEN, answers the address %s with %s', (address, expected) => {
    expect(answer({}, {}, address)).toBe(expected);
  });

  it.each([
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-real-ip',
    'x-client-ip',
    'x-original-forwarded-for',
    'true-client-ip',
    'cf-connecting-ip',
  ])('refuses a client whose request a proxy has forwarded, as the header %s shows', (name) => {
    expect(answer({}, { [name]: '' })).toBe('not_found');
  });
});
