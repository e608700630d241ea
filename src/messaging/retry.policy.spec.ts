import { nextRetry, type RetryContext } from './retry.policy.js';

const context: RetryContext = {
  attempt: 1,
  maxAttempts: 5,
  baseMs: 1000,
  now: 0,
  expiresAt: 300_000,
  random: 1,
};

describe('nextRetry', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [4, 8000],
  ])('waits from half to all of base · 2^n after run %i', (attempt, retryInMs) => {
    expect(nextRetry({ ...context, attempt })).toEqual({ retryInMs });
    expect(nextRetry({ ...context, attempt, random: 0 })).toEqual({ retryInMs: retryInMs / 2 });
  });

  it('gives up after the last run', () => {
    expect(nextRetry({ ...context, attempt: 5 })).toEqual({ giveUp: 'failed' });
  });

  it('gives up if the message expires before the next run', () => {
    expect(nextRetry({ ...context, expiresAt: 1001 })).toEqual({ retryInMs: 1000 });
    expect(nextRetry({ ...context, expiresAt: 1000 })).toEqual({ giveUp: 'expired' });
  });

  it('waits at least as long as the provider asks', () => {
    expect(nextRetry({ ...context, retryAfterMs: 30_000 })).toEqual({ retryInMs: 30_000 });
    expect(nextRetry({ ...context, retryAfterMs: 400_000 })).toEqual({ giveUp: 'expired' });
  });

  it('backs off for no more than a minute', () => {
    expect(nextRetry({ ...context, attempt: 15, maxAttempts: 20 })).toEqual({ retryInMs: 60_000 });
  });
});
