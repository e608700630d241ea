import { receptorFault } from './receptor.decorator.js';

describe('A receptor', () => {
  it.each([
    ['09123456789', 'simple'],
    [['09123456789', 'anything'], 'bulk'],
    [['09123456789'], 'verify'],
    [Array.from({ length: 10_000 }, () => '0'), 'bulk'],
  ])('is accepted as a string or a list of strings: %#', (receptor, type) => {
    expect(receptorFault(receptor, { type })).toBeUndefined();
  });

  it.each([
    [undefined, 'simple', 'such as'],
    [null, 'simple', 'such as'],
    [9123456789, 'simple', 'such as'],
    ['', 'simple', 'such as'],
    [{ 0: 'x' }, 'bulk', 'such as'],
    [['09123456789', 1], 'bulk', 'such as'],
    [[['09123456789']], 'bulk', 'such as'],
    [[], 'bulk', 'at least one'],
    [Array.from({ length: 10_001 }, () => '0'), 'bulk', 'at most 10000'],
    ['0'.repeat(65), 'simple', 'at most 64'],
    [['1', '2'], 'verify', 'one number'],
  ])('is refused with a sentence that says why: %#', (receptor, type, words) => {
    expect(receptorFault(receptor, { type })).toContain(words);
  });
});
