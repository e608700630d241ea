import { changeOf, mayBecome, MESSAGE_STATUSES, type MessageStatus } from './message-status.policy.js';

/** Everything a status can lead to, however many steps it takes. */
function reachable(from: MessageStatus, seen = new Set<MessageStatus>()): Set<MessageStatus> {
  for (const to of MESSAGE_STATUSES) {
    if (!mayBecome(from, to) || seen.has(to)) continue;
    seen.add(to);
    reachable(to, seen);
  }
  return seen;
}

describe('The status of a message', () => {
  it.each(['delivered', 'failed', 'expired', 'cancelled'] as const)('%s is final', (status) => {
    expect(reachable(status)).toEqual(new Set());
  });

  it('never goes back once a provider has taken the message', () => {
    expect(reachable('accepted')).toEqual(new Set(['delivered', 'undelivered', 'failed', 'cancelled']));
    expect(reachable('undelivered')).toEqual(new Set(['delivered']));
  });

  it('can end in every way before that', () => {
    for (const from of ['queued', 'sending'] as const) {
      expect(reachable(from)).toEqual(new Set(MESSAGE_STATUSES));
    }
  });
});

describe('A delivery report', () => {
  it.each([
    ['delivered', ['accepted', 'undelivered']],
    ['undelivered', ['accepted']],
    ['failed', ['accepted']],
    ['cancelled', ['accepted']],
  ] as const)('of %s changes messages that are %p', (state, from) => {
    expect(changeOf(state)).toEqual({ to: state, from });
  });

  it('of nothing new changes none', () => {
    expect(changeOf('pending')).toBeUndefined();
  });
});
