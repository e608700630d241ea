import { afterFailure, afterStillUnknown, type Decision, type FailureContext } from './dispatch.policy.js';
import type { SendFailure } from '../providers/provider.contract.js';

const failure = (outcome: SendFailure['outcome'], more: Partial<SendFailure> = {}): SendFailure => ({
  outcome,
  meaning: '',
  ...more,
});
const first: FailureContext = {
  unknownOutcome: 'retry',
  earlierFailures: 0,
  earlierUnknowns: 0,
  hasNextProvider: true,
};
const alone: FailureContext = { ...first, hasNextProvider: false };
const again = { earlierFailures: 1, earlierUnknowns: 1 };

describe('afterFailure', () => {
  it.each<[string, SendFailure, FailureContext, Decision]>([
    ['a template that cannot be used', failure('misconfigured', { tryNextMethod: true }), first, 'next_method'],
    ['a number that cannot work', failure('rejected'), first, 'fail'],
    ['a setting to be mended', failure('misconfigured'), first, 'next_provider'],
    ['an account that is refused', failure('provider_down'), alone, 'next_provider'],
    ['a passing fault', failure('transient'), first, 'retry'],
    ['a passing fault that came back', failure('transient'), { ...first, ...again }, 'next_provider'],
    ['a passing fault that came back, with nobody else', failure('transient'), { ...alone, ...again }, 'retry'],
    ['throttling', failure('transient', { throttled: true }), first, 'next_provider'],
    ['throttling with nobody else', failure('transient', { throttled: true }), alone, 'wait'],
    ['no answer', failure('unknown'), first, 'retry'],
    ['no answer again', failure('unknown'), { ...first, ...again }, 'next_provider'],
    ['no answer again, with nobody else', failure('unknown'), { ...alone, ...again }, 'fail'],
    ['no answer, to be reconciled', failure('unknown'), { ...first, unknownOutcome: 'reconcile' }, 'reconcile'],
    ['no answer, failing over', failure('unknown'), { ...first, unknownOutcome: 'failover' }, 'next_provider'],
    ['no answer, failing over to nobody', failure('unknown'), { ...alone, unknownOutcome: 'failover' }, 'fail'],
    ['no answer, given up', failure('unknown'), { ...first, unknownOutcome: 'fail' }, 'fail'],
  ])('after %s', (_, given, context, decision) => {
    expect(afterFailure(given, context)).toBe(decision);
  });

  it('sends a message of unknown fate once more, and no more', () => {
    expect([0, 1].map((unknowns) => afterStillUnknown(unknowns, false))).toEqual(['retry', 'fail']);
  });
});
