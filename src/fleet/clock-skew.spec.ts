import { measureSkew } from './clock-skew.js';

describe('measureSkew', () => {
  beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => jest.useRealTimers());

  const databaseAt = (time: number, roundTripMs: number) => () => {
    jest.setSystemTime(Date.now() + roundTripMs);
    return Promise.resolve(time);
  };

  it.each([
    ['an hour ahead', 1_000_000 - 3_600_000, 20, 3_600_010],
    ['ten seconds behind', 1_010_000, 20, -9990],
    ['equal, as far as can be known', 999_900, 200, 0],
  ])('measures a clock that is %s', async (_title, time, roundTripMs, skew) => {
    expect(await measureSkew(databaseAt(time, roundTripMs))).toBe(skew);
  });

  it('measures nothing while the database is slow', async () => {
    expect(await measureSkew(databaseAt(0, 501))).toBeUndefined();
  });
});
