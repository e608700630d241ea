import type { AttemptOutcome } from '../../database/generated/enums.js';
import type { SendFailure, SendMethod } from '../providers/provider.contract.js';
import {
  afterFailure,
  asksFirst,
  countPassing,
  inTurns,
  usableMethods,
  type Decision,
  type FailureContext,
} from './dispatch.policy.js';

const failure = (outcome: SendFailure['outcome'], more: Partial<SendFailure> = {}): SendFailure => ({
  outcome,
  meaning: '',
  ...more,
});
const code: FailureContext = {
  isCode: true,
  unknownOutcome: 'retry',
  earlierFailures: 0,
  hasNextProvider: true,
  canSettle: true,
};
const alone: FailureContext = { ...code, hasNextProvider: false };
const text: FailureContext = { ...code, isCode: false };
const second = { earlierFailures: 1 };
const SETTINGS = ['retry', 'reconcile', 'failover', 'fail'] as const;

describe('afterFailure', () => {
  it.each<[string, SendFailure, FailureContext, Decision]>([
    ['a template that cannot be used', failure('misconfigured', { tryNextMethod: true }), code, 'next_method'],
    ['a number that cannot work', failure('rejected'), code, 'fail'],
    ['a wrong setting', failure('misconfigured'), code, 'next_provider'],
    ['an account that is refused', failure('provider_down'), alone, 'next_provider'],
    ['a temporary failure', failure('transient'), code, 'retry'],
    ['a second temporary failure', failure('transient'), { ...code, ...second }, 'next_provider'],
    ['a second temporary failure without another provider', failure('transient'), { ...alone, ...second }, 'retry'],
    ['a failure that asks for a short pause', failure('transient', { retryAfterMs: 10_000 }), code, 'retry'],
    ['a failure that asks for a long pause', failure('transient', { retryAfterMs: 10_001 }), code, 'next_provider'],
    ['a long pause without another provider', failure('transient', { retryAfterMs: 10_001 }), alone, 'retry'],
    ['throttling', failure('transient', { throttled: true }), code, 'next_provider'],
    ['throttling without another provider', failure('transient', { throttled: true }), alone, 'wait'],
    ['a lost answer', failure('unknown'), code, 'retry'],
    ['a second lost answer', failure('unknown'), { ...code, ...second }, 'next_provider'],
    [
      'a second lost answer with reconcile',
      failure('unknown'),
      { ...code, ...second, unknownOutcome: 'reconcile' },
      'retry',
    ],
    ['a lost answer with failover', failure('unknown'), { ...code, unknownOutcome: 'failover' }, 'next_provider'],
  ])('the dispatcher decides what follows %s', (_, given, context, decision) => {
    expect(afterFailure(given, context)).toBe(decision);
  });

  it.each(SETTINGS)(
    'a code is never given up because of lost answers, with SMS_UNKNOWN_OUTCOME=%s',
    (unknownOutcome) => {
      for (const earlierFailures of [0, 1, 2, 9]) {
        const context = { ...alone, unknownOutcome, earlierFailures, canSettle: false };
        expect(afterFailure(failure('unknown'), context)).toBe('retry');
      }
    },
  );

  it.each<[FailureContext['unknownOutcome'], boolean, Decision]>([
    ['retry', true, 'retry'],
    ['reconcile', true, 'retry'],
    ['failover', true, 'next_provider'],
    ['fail', true, 'fail'],
    ['retry', false, 'fail'],
    ['reconcile', false, 'fail'],
    ['failover', false, 'next_provider'],
    ['fail', false, 'fail'],
  ])(
    'another text waits for the answer to be settled with %s, if the provider can settle it: %s',
    (unknownOutcome, canSettle, decision) => {
      expect(afterFailure(failure('unknown'), { ...text, unknownOutcome, canSettle })).toBe(decision);
    },
  );
});

describe('asksFirst', () => {
  it('a code is asked about with reconcile, and otherwise after the second lost answer', () => {
    const asked = SETTINGS.map((unknownOutcome) =>
      [1, 2].map((lostAnswers) => asksFirst({ isCode: true, unknownOutcome }, lostAnswers)),
    );
    expect(asked).toEqual([
      [false, true],
      [true, true],
      [false, true],
      [false, true],
    ]);
  });

  it('another text is always asked about, unless failover accepts a second copy', () => {
    const asked = SETTINGS.map((unknownOutcome) => asksFirst({ isCode: false, unknownOutcome }, 1));
    expect(asked).toEqual([true, true, false, true]);
  });
});

describe('inTurns', () => {
  it.each([
    [{}, 'abc'],
    [{ a: 1 }, 'abc'],
    [{ a: 2 }, 'bca'],
    [{ a: 3, b: 2 }, 'cab'],
    [{ a: 2, b: 2, c: 2 }, 'abc'],
    [{ a: 4, b: 2, c: 2 }, 'bca'],
  ])('after the failures %j the order is %s', (failures: Record<string, number>, order) => {
    expect(inTurns(['a', 'b', 'c'], (item) => failures[item] ?? 0).join('')).toBe(order);
  });
});

describe('usableMethods', () => {
  const methods: SendMethod[] = ['lookup', 'plain'];
  const past = (...calls: string[]) =>
    calls.map((call) => {
      const [method, outcome] = call.split(' ') as [string, AttemptOutcome];
      return { method, outcome };
    });

  it('a method that was misconfigured is left out', () => {
    expect(usableMethods(methods, past('lookup misconfigured', 'plain transient'))).toEqual(['plain']);
  });

  it('the last method stays if all were misconfigured', () => {
    expect(usableMethods(methods, past('lookup misconfigured', 'plain misconfigured'))).toEqual(['plain']);
  });

  it('only the last call by a method counts, because each sender has a call of its own', () => {
    expect(usableMethods(methods, past('plain misconfigured', 'plain transient'))).toEqual(methods);
  });
});

describe('countPassing', () => {
  it('only failures that may pass count', () => {
    const outcomes: AttemptOutcome[] = [
      'started',
      'transient',
      'unknown',
      'misconfigured',
      'provider_down',
      'rejected',
    ];
    expect(countPassing(outcomes.map((outcome) => ({ outcome })))).toBe(2);
  });
});
