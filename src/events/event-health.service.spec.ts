import type { DeliveryState } from './event-delivery.repository.js';
import { deliveryProblems } from './event-health.service.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);
const state: DeliveryState = {
  receiver: 'events',
  waiting: 0,
  oldestAt: null,
  givenUp: 0,
  lastError: 'The receiver answered with status 500.',
};

describe('the problems of the delivery of events', () => {
  it('do not include a receiver that restarts', () => {
    expect(deliveryProblems([{ ...state, waiting: 3, oldestAt: minutesAgo(4) }], NOW)).toEqual([]);
  });

  it('include events that have waited for five minutes', () => {
    expect(deliveryProblems([{ ...state, waiting: 3, oldestAt: minutesAgo(5) }], NOW)).toEqual([
      '3 events wait for the receiver of EVENT_WEBHOOK_URL, the oldest for 5 minutes. The receiver answered with status 500.',
    ]);
  });

  it('include events that were given up, with the command that sends them again', () => {
    expect(deliveryProblems([{ ...state, receiver: 'alerts', givenUp: 2 }], NOW)).toEqual([
      'The receiver of ALERT_WEBHOOK_URL did not take 2 events within a day. The receiver answered with status 500. Send them again with "ramz events replay".',
    ]);
  });
});
