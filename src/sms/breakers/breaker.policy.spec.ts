import { breakerName, callKindOf, OutcomeWindow, probeLimit, type CallKind } from './breaker.policy.js';

function addAll(window: OutcomeWindow, pattern: string, at = 0): boolean {
  return Array.from(pattern)
    .map((mark) => window.add(mark === 'x', at))
    .at(-1)!;
}

describe('OutcomeWindow', () => {
  it.each([
    ['xxxxxxxxx', false],
    ['xxxxxxxxxx', true],
    ['.....xxxxx', true],
    ['......xxxx', false],
    ['xxxxx.....', true],
    ['....................', false],
  ])('the calls %s open the breaker: %s', (pattern, opens) => {
    expect(addAll(new OutcomeWindow(), pattern)).toBe(opens);
  });

  it('only the newest twenty calls count', () => {
    const window = new OutcomeWindow();
    addAll(window, 'x'.repeat(9));
    expect(addAll(window, '.'.repeat(20))).toBe(false);
    expect(addAll(window, 'x'.repeat(9))).toBe(false);
    expect(addAll(window, 'x')).toBe(true);
  });

  it('calls older than a minute do not count', () => {
    const window = new OutcomeWindow();
    addAll(window, 'x'.repeat(9), 0);
    expect(window.add(true, 60_000)).toBe(false);
  });
});

describe('breakerName', () => {
  it('calls of another provider, method, channel or country have another breaker', () => {
    const kind: CallKind = { provider: 'kavenegar', method: 'lookup', channel: 'sms', country: 'IR' };
    const kinds: CallKind[] = [
      kind,
      { ...kind, provider: 'ghasedak' },
      { ...kind, method: 'plain' },
      { ...kind, channel: 'call' },
      { ...kind, country: 'AF' },
    ];
    expect(new Set(kinds.map(breakerName)).size).toBe(kinds.length);
    expect(breakerName(kind)).toBe('kavenegar/lookup/sms/IR');
  });

  it('a number without a country has a breaker too', () => {
    expect(callKindOf('twilio', 'plain', { channel: 'sms', country: '' })).toMatchObject({ country: 'ZZ' });
  });
});

describe('probeLimit', () => {
  it('each success lets more messages probe a failing method', () => {
    expect([0, 1, 2].map((successes) => probeLimit({ cause: 'failing', successes }))).toEqual([3, 6, 9]);
  });

  it.each(['account', 'throttled'])('only one message probes if the cause is %s', (cause) => {
    expect(probeLimit({ cause, successes: 0 })).toBe(1);
  });
});
