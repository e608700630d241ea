import { assertRecentlyAuthenticated, isRecentlyAuthenticated } from './reauthentication.policy.js';

const NOW = Date.UTC(2026, 10, 26);
const MINUTE_MS = 60_000;
const provedAgo = (ms: number) => ({ authTime: new Date(NOW - ms) });

describe('a recent proof of the user', () => {
  it.each([
    [0, true],
    [10 * MINUTE_MS - 1, true],
    [10 * MINUTE_MS, false],
    // The clock of the process that wrote it may be ahead.
    [-MINUTE_MS, true],
  ])('a proof of %d ms ago is recent: %s', (ms, expected) => {
    expect(isRecentlyAuthenticated(provedAgo(ms), NOW)).toBe(expected);
  });

  it('a proof that is too old is refused by name', () => {
    expect(() => assertRecentlyAuthenticated(provedAgo(10 * MINUTE_MS), NOW)).toThrow(
      expect.objectContaining({ code: 'reauthentication_required', status: 403 }),
    );
    expect(() => assertRecentlyAuthenticated(provedAgo(0), NOW)).not.toThrow();
  });

  it('a step that follows an allowed one has more time', () => {
    expect(() => assertRecentlyAuthenticated(provedAgo(15 * MINUTE_MS - 1), NOW, 5 * MINUTE_MS)).not.toThrow();
    expect(() => assertRecentlyAuthenticated(provedAgo(15 * MINUTE_MS), NOW, 5 * MINUTE_MS)).toThrow();
  });
});
