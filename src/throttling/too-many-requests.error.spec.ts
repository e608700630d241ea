import { tooManyForRecipient, tooManyRequests } from './too-many-requests.error.js';

describe('tooManyRequests', () => {
  it.each([
    [1, '1 second'],
    [45, '45 seconds'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [61, '2 minutes'],
    [120, '2 minutes'],
    [3600, '60 minutes'],
    [3601, '2 hours'],
    [86_400, '24 hours'],
  ])('names for %i seconds the waiting time "%s"', (seconds, time) => {
    expect(tooManyRequests(seconds)).toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterSeconds: seconds,
      detail: `Too many OTP requests. Please try again in ${time}.`,
    });
  });
});

describe('tooManyForRecipient', () => {
  it.each([
    [1, 60, '1 minute'],
    [61, 120, '2 minutes'],
    [3600, 3600, '60 minutes'],
    [3601, 7200, '2 hours'],
  ])('rounds %i seconds up to %i in header, body and sentence', (seconds, rounded, time) => {
    expect(tooManyForRecipient(seconds)).toMatchObject({
      retryAfterSeconds: rounded,
      detail: `Too many OTP requests. Please try again in ${time}.`,
    });
  });
});
