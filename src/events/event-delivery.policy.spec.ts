import { GIVE_UP_AFTER_MS, nextAttemptAt } from './event-delivery.policy.js';

const CREATED = new Date('2026-11-20T12:00:00Z');
const later = (ms: number) => CREATED.getTime() + ms;
const waitAfter = (attempts: number, random = 0.5) =>
  nextAttemptAt(attempts, CREATED, later(0), random)!.getTime() - later(0);

describe('retries of an event', () => {
  it('come after 5 and 30 seconds, 2, 10 and 30 minutes, and then every hour', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 50].map((attempts) => waitAfter(attempts) / 60_000);
    expect(minutes).toEqual([5 / 60, 0.5, 2, 10, 30, 60, 60, 60]);
  });

  it('are spread by a fifth, so that events that failed together are not sent together', () => {
    expect([waitAfter(2, 0), waitAfter(2, 1)]).toEqual([24_000, 36_000]);
  });

  it('go on for a day, with the last one at its end', () => {
    const beforeTheEnd = later(GIVE_UP_AFTER_MS - 1000);
    expect(nextAttemptAt(30, CREATED, beforeTheEnd, 0.5)).toEqual(new Date(later(GIVE_UP_AFTER_MS)));
    expect(nextAttemptAt(31, CREATED, later(GIVE_UP_AFTER_MS), 0.5)).toBeUndefined();
  });
});
