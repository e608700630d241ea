import { networkProblem, type Problem, problemOf } from './problem.js';
import { retryDelayMs } from './retry.policy.js';

const limited = (seconds: number): Problem =>
  problemOf(429, { code: 'rate_limited', status: 429, detail: '' }, seconds);
const unavailable = (seconds?: number): Problem =>
  problemOf(503, { code: 'service_unavailable', status: 503, detail: '' }, seconds);

describe('retryDelayMs', () => {
  it('waits as long as Retry-After says before any request is sent again', () => {
    expect(retryDelayMs(limited(3), 1, false, {})).toBe(3000);
    expect(retryDelayMs(unavailable(2), 1, true, {})).toBe(2000);
  });

  it('leaves a wait of more than five seconds to the caller', () => {
    expect(retryDelayMs(limited(6), 1, true, {})).toBeUndefined();
    expect(retryDelayMs(limited(6), 1, true, { maxWaitSeconds: 6 })).toBe(6000);
  });

  it('does not repeat a request that may have been carried out and is not repeatable', () => {
    expect(retryDelayMs(unavailable(1), 1, false, {})).toBeUndefined();
    expect(retryDelayMs(networkProblem(new Error('reset')), 1, false, {})).toBeUndefined();
  });

  it('backs off longer after each try and stops after three', () => {
    const delays = [1, 2, 3].map((attempt) => retryDelayMs(networkProblem(new Error('reset')), attempt, true, {}));
    expect(delays[0]).toBeGreaterThanOrEqual(200);
    expect(delays[1]).toBeGreaterThanOrEqual(600);
    expect(delays[2]).toBeUndefined();
  });

  it('does not repeat what a repeat cannot change', () => {
    expect(
      retryDelayMs(problemOf(503, { code: 'sms_disabled', status: 503, detail: '' }, 1), 1, true, {}),
    ).toBeUndefined();
    expect(retryDelayMs(problemOf(404, undefined, undefined), 1, true, {})).toBeUndefined();
  });
});
