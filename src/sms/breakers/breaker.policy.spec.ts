import { OutcomeWindow, pauseMs } from './breaker.policy.js';

function outcomes(window: OutcomeWindow, pattern: string, at = 0): boolean {
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
  ])('after %s opens: %s', (pattern, opens) => {
    expect(outcomes(new OutcomeWindow(), pattern)).toBe(opens);
  });

  it('looks at the newest twenty calls alone', () => {
    const window = new OutcomeWindow();
    outcomes(window, 'x'.repeat(9));
    expect(outcomes(window, '.'.repeat(20))).toBe(false);
    expect(outcomes(window, 'x'.repeat(9))).toBe(false);
    expect(outcomes(window, 'x')).toBe(true);
  });

  it('forgets calls after a minute', () => {
    const window = new OutcomeWindow();
    outcomes(window, 'x'.repeat(9), 0);
    expect(window.add(true, 60_000)).toBe(false);
  });
});

describe('pauseMs', () => {
  it.each([
    [0, 30_000],
    [1, 60_000],
    [3, 240_000],
    [4, 300_000],
    [40, 300_000],
  ])('after %i failed probes is %i', (reopened, rest) => {
    expect(pauseMs(reopened)).toBe(rest);
  });
});
