import { FakeClock } from '../../test/support/fake-clock.js';
import { LogThrottle } from './log-throttle.js';

describe('LogThrottle', () => {
  it('admits one log line per interval, however often the fault comes', () => {
    const clock = new FakeClock();
    const throttle = new LogThrottle(60_000, clock);
    expect([throttle.admits(), throttle.admits()]).toEqual([true, false]);
    clock.advance(59_999);
    expect(throttle.admits()).toBe(false);
    clock.advance(1);
    expect([throttle.admits(), throttle.admits()]).toEqual([true, false]);
  });
});
