import { EXPLORED_SHARE, MIN_CODES, orderByConversion } from './conversion-order.policy.js';

/** A draw that explores nothing. */
const USUAL = 0.5;
const figures = (provider: string, verified: number, sent: number) => ({ provider, sent, verified });

describe('orderByConversion', () => {
  it('the provider whose codes are entered most comes first, the others by theirs', () => {
    const measured = [figures('a', 300, 1000), figures('b', 600, 1000), figures('c', 900, 1000)];
    const { names, reason } = orderByConversion(['a', 'b', 'c'], measured, USUAL);
    expect(names).toEqual(['c', 'b', 'a']);
    expect(reason).toBe('a 300 of 1000, b 600 of 1000, c 900 of 1000');
  });

  it.each([
    ['equal shares', figures('a', 60, 100), figures('b', 60, 100)],
    ['a difference that may be chance', figures('a', 30, 50), figures('b', 36, 50)],
    ['no code entered at all', figures('a', 0, 500), figures('b', 0, 500)],
    ['a worse share of the second', figures('a', 900, 1000), figures('b', 300, 1000)],
  ])('the configured order holds with %s', (_case, a, b) => {
    expect(orderByConversion(['a', 'b'], [b, a], USUAL).names).toEqual(['a', 'b']);
    expect(
      orderByConversion(
        ['b', 'a'],
        [
          { ...a, provider: 'b' },
          { ...b, provider: 'a' },
        ],
        USUAL,
      ).names[0],
    ).toBe('b');
  });

  it('the configured order holds until every provider has enough codes', () => {
    const [a, enough] = [figures('a', 100, 1000), figures('b', MIN_CODES, MIN_CODES)];
    expect(orderByConversion(['a', 'b'], [a, enough], USUAL).names).toEqual(['b', 'a']);
    const few = figures('b', MIN_CODES - 1, MIN_CODES - 1);
    const { names, reason } = orderByConversion(['a', 'b'], [a, few], USUAL);
    expect(names).toEqual(['a', 'b']);
    expect(reason).toBe('a 100 of 1000, b 49 of 49; the configured order holds until b has 50');
    expect(orderByConversion(['a', 'b', 'c'], [a, enough], USUAL).names).toEqual(['a', 'b', 'c']);
  });

  it('a share of the codes goes to the other providers first, each in its turn, whether they are measured or not', () => {
    const measured = [figures('a', 900, 1000), figures('b', 300, 1000), figures('c', 600, 1000)];
    const firsts = (rows: typeof measured) => {
      const draws = Array.from({ length: 1000 }, (_, index) => index / 1000);
      const counts: Record<string, number> = {};
      for (const draw of draws) {
        const [first] = orderByConversion(['a', 'b', 'c'], rows, draw).names;
        counts[first!] = (counts[first!] ?? 0) + 1;
      }
      return counts;
    };
    expect(firsts(measured)).toEqual({ a: 900, b: 50, c: 50 });
    expect(firsts([])).toEqual({ a: 900, b: 50, c: 50 });
    const { names, reason } = orderByConversion(['a', 'b', 'c'], measured, EXPLORED_SHARE - 0.01);
    expect(names).toEqual(['b', 'a', 'c']);
    expect(reason).toContain('b comes first for a share of the codes, to be measured');
  });

  it('figures of providers that are not in the route do not matter', () => {
    const measured = [figures('a', 500, 1000), figures('gone', 900, 1000), figures('b', 510, 1000)];
    expect(orderByConversion(['a', 'b'], measured, USUAL).names).toEqual(['a', 'b']);
  });
});
