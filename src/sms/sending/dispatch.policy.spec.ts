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
const second = { earlierFailures: 1, earlierUnknowns: 1 };

describe('afterFailure', () => {
  it.each<[string, SendFailure, FailureContext, Decision]>([
    ['a template that cannot be used', failure('misconfigured', { tryNextMethod: true }), first, 'next_method'],
    ['a number that cannot work', failure('rejected'), first, 'fail'],
    ['a wrong setting', failure('misconfigured'), first, 'next_provider'],
    ['an account that is refused', failure('provider_down'), alone, 'next_provider'],
    ['a temporary failure', failure('transient'), first, 'retry'],
    ['a second temporary failure', failure('transient'), { ...first, ...second }, 'next_provider'],
    ['a second temporary failure without another provider', failure('transient'), { ...alone, ...second }, 'retry'],
    ['throttling', failure('transient', { throttled: true }), first, 'next_provider'],
    ['throttling without another provider', failure('transient', { throttled: true }), alone, 'wait'],
    ['a lost answer', failure('unknown'), first, 'retry'],
    ['a second lost answer', failure('unknown'), { ...first, ...second }, 'next_provider'],
    ['a second lost answer without another provider', failure('unknown'), { ...alone, ...second }, 'fail'],
    ['a lost answer with reconcile', failure('unknown'), { ...first, unknownOutcome: 'reconcile' }, 'reconcile'],
    ['a lost answer with failover', failure('unknown'), { ...first, unknownOutcome: 'failover' }, 'next_provider'],
    [
      'a lost answer with failover, without another provider',
      failure('unknown'),
      { ...alone, unknownOutcome: 'failover' },
      'fail',
    ],
    ['a lost answer with fail', failure('unknown'), { ...first, unknownOutcome: 'fail' }, 'fail'],
  ])('the dispatcher decides what follows %s', (_, given, context, decision) => {
    expect(afterFailure(given, context)).toBe(decision);
  });
});

describe('afterStillUnknown', () => {
  it('a message with an unknown outcome is repeated only once', () => {
    expect([0, 1].map((unknowns) => afterStillUnknown(unknowns, false))).toEqual(['retry', 'fail']);
  });
});
