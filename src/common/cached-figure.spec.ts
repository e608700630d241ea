import { FakeClock } from '../../test/support/fake-clock.js';
import { CachedFigure } from './cached-figure.js';

describe('CachedFigure', () => {
  const clock = new FakeClock();
  let answers: (() => Promise<number>)[];
  let reads: number;
  let figure: CachedFigure<number>;

  beforeEach(() => {
    reads = 0;
    answers = [];
    figure = new CachedFigure(
      () => {
        reads += 1;
        return answers.shift()!();
      },
      5000,
      clock,
    );
  });

  it('two scrapers at once cost one reading, and so do two within an interval', async () => {
    answers = [async () => 1, async () => 2];
    expect(await Promise.all([figure.current(), figure.current()])).toEqual([
      { value: 1, isCurrent: true },
      { value: 1, isCurrent: true },
    ]);
    clock.advance(4999);
    expect(await figure.current()).toEqual({ value: 1, isCurrent: true });
    expect(reads).toBe(1);
    clock.advance(1);
    expect(await figure.current()).toEqual({ value: 2, isCurrent: true });
  });

  it('while the store fails the last figure is kept for a minute, and reported as not current', async () => {
    const fails = () => Promise.reject(new Error('away'));
    answers = [async () => 1, fails, fails, async () => 3];
    await figure.current();
    clock.advance(5000);
    expect(await figure.current()).toEqual({ value: 1, isCurrent: false });
    clock.advance(60_000);
    expect(await figure.current()).toEqual({ isCurrent: false });
    expect(await figure.current()).toEqual({ value: 3, isCurrent: true });
  });

  it('a store that does not answer delays a scrape by a second, and is not asked again meanwhile', async () => {
    jest.useFakeTimers();
    try {
      let answer!: (value: number) => void;
      answers = [() => new Promise((done) => (answer = done))];
      const first = figure.current();
      await jest.advanceTimersByTimeAsync(1000);
      expect(await first).toEqual({ isCurrent: false });
      const second = figure.current();
      answer(7);
      expect(await second).toEqual({ value: 7, isCurrent: true });
      expect(reads).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
