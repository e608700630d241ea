import { OutcomeWindow, pauseMs } from './breaker.policy.js';

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

describe('pauseMs', () => {
  it.each([
    [0, 30_000],
    [1, 60_000],
    [3, 240_000],
    [4, 300_000],
    [40, 300_000],
  ])('the pause after %i failed probes is %i ms', (reopened, pause) => {
    expect(pauseMs(reopened)).toBe(pause);
  });
});
