import type { MessageState } from '../../messaging/message-outcome.repository.js';
import { receptorFault } from './send.dto.js';
import { outcomeOf } from './admin-send.service.js';

describe('What is told of a message that was waited for', () => {
  const state = (changes: Partial<MessageState>): MessageState => ({
    status: 'failed',
    provider: 'kavenegar',
    lastError: 'It failed.',
    lastOutcome: 'rejected',
    rawCode: 411,
    ...changes,
  });

  it.each(['accepted', 'delivered'] as const)('is a success when it is %s', (status) => {
    expect(outcomeOf('m1', state({ status, lastOutcome: 'accepted' }))).toEqual({
      status: 200,
      body: { success: true, message_id: 'm1', provider: 'kavenegar', status },
    });
  });

  it.each([
    ['rejected', 'failed', 'sms_rejected', 422],
    ['misconfigured', 'failed', 'sms_rejected', 422],
    ['provider_down', 'failed', 'sms_unavailable', 503],
    ['transient', 'failed', 'sms_unavailable', 503],
    ['unknown', 'failed', 'sms_unavailable', 503],
    ['transient', 'expired', 'sms_unavailable', 503],
    ['misconfigured', 'expired', 'sms_unavailable', 503],
    ['accepted', 'undelivered', 'sms_rejected', 422],
    [null, 'cancelled', 'sms_rejected', 422],
    [null, 'failed', 'sms_unavailable', 503],
  ] as const)('after the outcome %s and the end %s is %s', (lastOutcome, status, problem, http) => {
    expect(outcomeOf('m1', state({ lastOutcome, status }))).toMatchObject({
      status: http,
      problem,
      members: { message_id: 'm1', error: 'It failed.' },
    });
  });

  it('marks a failure that is due to a test account', () => {
    const limited = { isTestAccountLimitation: true };
    expect(outcomeOf('m1', state({ rawCode: 501 }), true)).toMatchObject({ members: limited });
    expect(outcomeOf('m1', state({ rawCode: 501 }))).not.toMatchObject({ members: limited });
  });

  it('is a timeout while it has not ended', () => {
    expect(outcomeOf('m1', undefined)).toEqual({
      status: 408,
      problem: 'sms_timeout',
      members: { message_id: 'm1' },
    });
  });
});

describe('A receptor', () => {
  it.each([
    ['09123456789', 'simple'],
    [['09123456789', 'anything'], 'bulk'],
    [['09123456789'], 'verify'],
    [Array.from({ length: 10_000 }, () => '0'), 'bulk'],
  ])('is a number or a list: %#', (receptor, type) => {
    expect(receptorFault(receptor, type)).toBeUndefined();
  });

  it.each([
    [undefined, 'simple', 'such as'],
    [null, 'simple', 'such as'],
    [9123456789, 'simple', 'such as'],
    ['', 'simple', 'such as'],
    [{ 0: 'x' }, 'bulk', 'such as'],
    [['09123456789', 1], 'bulk', 'such as'],
    [[['09123456789']], 'bulk', 'such as'],
    [[], 'bulk', 'at least one'],
    [Array.from({ length: 10_001 }, () => '0'), 'bulk', 'at most 10000'],
    ['0'.repeat(65), 'simple', 'at most 64'],
    [['1', '2'], 'verify', 'one number'],
  ])('is refused: %#', (receptor, type, words) => {
    expect(receptorFault(receptor, type)).toContain(words);
  });
});
