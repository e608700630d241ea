import { retryAfterSeconds } from './retry-after.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');

describe('retryAfterSeconds', () => {
  it.each([
    ['90', 90],
    ['Thu, 26 Nov 2026 12:01:30 GMT', 90],
    ['Thu, 26 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('reads the header %p as %p seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, NOW)).toBe(seconds);
  });
});
