import { nextRetry, type RetryQuestion } from './retry.policy.js';

const question: RetryQuestion = {
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
  ])('waits at most base · 2^n after run %i', (attempt, retryInMs) => {
    expect(nextRetry({ ...question, attempt })).toEqual({ retryInMs });
    expect(nextRetry({ ...question, attempt, random: 0 })).toEqual({ retryInMs: retryInMs / 2 });
  });

  it('fails after the last run', () => {
    expect(nextRetry({ ...question, attempt: 5 })).toEqual({ giveUp: 'failed' });
  });

  it('never waits to or past the end of the message', () => {
    expect(nextRetry({ ...question, expiresAt: 1001 })).toEqual({ retryInMs: 1000 });
    expect(nextRetry({ ...question, expiresAt: 1000 })).toEqual({ giveUp: 'expired' });
  });

  it('waits as long as the provider asks', () => {
    expect(nextRetry({ ...question, retryAfterMs: 30_000 })).toEqual({ retryInMs: 30_000 });
    expect(nextRetry({ ...question, retryAfterMs: 400_000 })).toEqual({ giveUp: 'expired' });
  });

  it('never waits for more than a minute of its own', () => {
    expect(nextRetry({ ...question, attempt: 15, maxAttempts: 20 })).toEqual({ retryInMs: 60_000 });
  });
});
