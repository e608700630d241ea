import { inTurn } from './turns.js';

describe('inTurn', () => {
  it('runs works of one name one after another, also after one that failed', async () => {
    const order: string[] = [];
    const work = (name: string, ticks: number) => async () => {
      order.push(`${name} starts`);
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      order.push(`${name} ends`);
      if (name === 'first') throw new Error('failed');
    };
    const first = inTurn('a', work('first', 5));
    const second = inTurn('a', work('second', 1));
    await expect(first).rejects.toThrow('failed');
    await second;
    expect(order).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  });
});
