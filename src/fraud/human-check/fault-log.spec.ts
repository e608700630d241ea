import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FaultLog } from './fault-log.js';

describe('FaultLog', () => {
  afterEach(() => jest.restoreAllMocks());

  it('tells of a fault once a minute, however often it comes', () => {
    const told: unknown[] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => void told.push(message));
    const clock = new FakeClock();
    const log = new FaultLog(clock);
    log.tell('first');
    log.tell('second');
    clock.advance(59_999);
    log.tell('third');
    expect(told).toEqual(['first']);
    clock.advance(1);
    log.tell('fourth');
    log.tell('fifth');
    expect(told).toEqual(['first', 'fourth']);
  });
});
