import type { MessageState } from '../../messaging/index.js';
import { outcomeOf } from './send-outcome.policy.js';

describe('The answer to a caller that waited for a message', () => {
  const state = (changes: Partial<MessageState>): MessageState => ({
    status: 'failed',
    provider: 'kavenegar',
    lastError: 'It failed.',
    lastOutcome: 'rejected',
    rawCode: 411,
    ...changes,
  });

  it.each(['accepted', 'delivered'] as const)('is a success if the message is %s', (status) => {
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
  ] as const)('after the outcome %s and the status %s is %s with status %i', (lastOutcome, status, problem, http) => {
    expect(outcomeOf('m1', state({ lastOutcome, status }))).toMatchObject({
      status: http,
      problem,
      members: { message_id: 'm1', error: 'It failed.' },
    });
  });

  it('marks a failure that is caused by a test account', () => {
    const limited = { isTestAccountLimitation: true };
    expect(outcomeOf('m1', state({ rawCode: 501 }), true)).toMatchObject({ members: limited });
    expect(outcomeOf('m1', state({ rawCode: 501 }))).not.toMatchObject({ members: limited });
  });

  it('is a timeout if the message has not ended', () => {
    expect(outcomeOf('m1', undefined)).toEqual({
      status: 408,
      problem: 'sms_timeout',
      members: { message_id: 'm1' },
    });
  });
});
