import type { MessageStatus } from '../database/generated/enums.js';
import { changeOf, mayBecome, MESSAGE_STATUSES } from './message-status.policy.js';

/** All statuses that a status can lead to, in any number of steps. */
function reachable(from: MessageStatus, seen = new Set<MessageStatus>()): Set<MessageStatus> {
  for (const to of MESSAGE_STATUSES) {
    if (!mayBecome(from, to) || seen.has(to)) continue;
    seen.add(to);
    reachable(to, seen);
  }
  return seen;
}

describe('mayBecome', () => {
  it.each(['delivered', 'failed', 'expired', 'cancelled'] as const)('lets no status follow %s', (status) => {
    expect(reachable(status)).toEqual(new Set());
  });

  it('never leads back to a status before acceptance', () => {
    expect(reachable('accepted')).toEqual(new Set(['delivered', 'undelivered', 'failed', 'cancelled']));
    expect(reachable('undelivered')).toEqual(new Set(['delivered']));
  });

  it('lets every status follow before acceptance', () => {
    for (const from of ['queued', 'sending'] as const) {
      expect(reachable(from)).toEqual(new Set(MESSAGE_STATUSES));
    }
  });
});

describe('changeOf', () => {
  it.each([
    ['delivered', ['accepted', 'undelivered']],
    ['undelivered', ['accepted']],
    ['failed', ['accepted']],
    ['cancelled', ['accepted']],
  ] as const)('lets a report of %s change messages that are %p', (state, from) => {
    expect(changeOf(state)).toEqual({ to: state, from });
  });

  it('lets a pending report change no message', () => {
    expect(changeOf('pending')).toBeUndefined();
  });
});
