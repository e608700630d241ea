import type { BucketFigures, Observation } from '../buckets/bucket.store.js';
import { DEFAULT_POLICY } from '../policy/default-policy.js';
import { judge, suspicionOf, thresholdOf } from './guard.policy.js';

const EMPTY: BucketFigures = { hourLevel: 0, dayLevel: 0, verifiedHour: 0, verifiedDay: 0, verifiedFortnight: 0 };
const observed = (buckets: Observation['buckets'], countries = 1): Observation => ({ buckets, countries });

describe('judge with the default policy', () => {
  it('lets a request through below every threshold', () => {
    expect(judge(DEFAULT_POLICY, observed({ address: { ...EMPTY, hourLevel: 5, dayLevel: 10 } }))).toBeUndefined();
  });

  it('asks for a human check beyond the threshold of an address, and refuses far beyond it', () => {
    const at = (dayLevel: number) => judge(DEFAULT_POLICY, observed({ address: { ...EMPTY, dayLevel } }));
    expect(at(10.5)).toEqual({ rule: 'address_day', figure: 10.5, threshold: 10, action: 'human_check' });
    expect(at(12.5)).toMatchObject({ action: 'refuse' });
  });

  it('takes the hardest action of all rules', () => {
    const address = { ...EMPTY, dayLevel: 10.5 };
    expect(judge(DEFAULT_POLICY, observed({ address }, 4))).toMatchObject({
      rule: 'countries_per_address',
      action: 'refuse',
    });
  });

  it('allows more where more is verified', () => {
    const address = { ...EMPTY, dayLevel: 25, verifiedDay: 100 };
    expect(judge(DEFAULT_POLICY, observed({ address }))).toBeUndefined();
  });

  it('leaves networks whose codes are usually verified out of the rule for a country', () => {
    const country = { ...EMPTY, dayLevel: 500 };
    const known = { ...EMPTY, verifiedFortnight: 50, dayLevel: 3 };
    const unknown = { ...EMPTY, dayLevel: 3 };
    expect(judge(DEFAULT_POLICY, observed({ country, network: known }))).toBeUndefined();
    expect(judge(DEFAULT_POLICY, observed({ country, network: unknown }))).toMatchObject({ rule: 'country_day' });
  });
});

describe('thresholdOf', () => {
  const { day, hour } = DEFAULT_POLICY.rules.country!;

  it.each([
    [{ dailyMaximum: 0, lastDay: 0, lastHour: 0 }, 20, 3],
    [{ dailyMaximum: 1000, lastDay: 100, lastHour: 10 }, 300, 1000 / 30],
    [{ dailyMaximum: 0, lastDay: 2000, lastHour: 500 }, 600, 100],
  ])('of a country with %j is %d a day and %d an hour', (history, perDay, perHour) => {
    expect(thresholdOf(day!, EMPTY, history)).toBeCloseTo(perDay);
    expect(thresholdOf(hour!, EMPTY, history)).toBeCloseTo(perHour);
  });
});

it.each([
  [10, 0],
  [15, 0.5],
  [40, 1],
])('the suspicion of the figure %d, where 10 are allowed, is %d', (figure, suspicion) => {
  expect(suspicionOf({ rule: 'address_day', figure, threshold: 10, action: 'refuse' })).toBe(suspicion);
});
