import { funnelOf, rangeOf } from './funnel.policy.js';

const NOW = new Date('2026-01-31T12:34:56.000Z');
const HOUR = 3600;
const hourOf = (time: string) => Date.parse(time) / 1000 / HOUR;

describe('funnel', () => {
  it('the day has 24 hours and the week 28 steps of six hours, the last of which is not over', () => {
    const day = funnelOf(rangeOf('day', NOW), []);
    expect(day.from.toISOString()).toBe('2026-01-30T13:00:00.000Z');
    expect(day.steps).toHaveLength(24);
    expect(day.steps.at(-1)?.at.toISOString()).toBe('2026-01-31T12:00:00.000Z');
    const week = funnelOf(rangeOf('week', NOW), []);
    expect(week.from.toISOString()).toBe('2026-01-24T18:00:00.000Z');
    expect(week.steps).toHaveLength(28);
  });

  it('rows are added up by step, country and provider, the largest first', () => {
    const funnel = funnelOf(rangeOf('day', NOW), [
      {
        step: hourOf('2026-01-31T11:00Z'),
        country: 'CO',
        provider: 'twilio',
        asked: 2,
        accepted: 2,
        delivered: 1,
        verified: 1,
      },
      {
        step: hourOf('2026-01-31T12:00Z'),
        country: 'IR',
        provider: 'kavenegar',
        asked: 5,
        accepted: 4,
        delivered: 3,
        verified: 2,
      },
      {
        step: hourOf('2026-01-31T12:00Z'),
        country: 'IR',
        provider: null,
        asked: 1,
        accepted: 0,
        delivered: 0,
        verified: 0,
      },
    ]);
    expect(funnel.totals).toEqual({ asked: 8, accepted: 6, delivered: 4, verified: 3 });
    expect(funnel.steps.slice(-2)).toEqual([
      { at: new Date('2026-01-31T11:00:00.000Z'), asked: 2, accepted: 2, delivered: 1, verified: 1 },
      { at: new Date('2026-01-31T12:00:00.000Z'), asked: 6, accepted: 4, delivered: 3, verified: 2 },
    ]);
    expect(funnel.countries.map(({ country, asked }) => [country, asked])).toEqual([
      ['IR', 6],
      ['CO', 2],
    ]);
    expect(funnel.providers.map(({ provider, asked }) => [provider, asked])).toEqual([
      ['kavenegar', 5],
      ['twilio', 2],
      [null, 1],
    ]);
  });
});
