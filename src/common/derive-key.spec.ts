import { deriveKey } from './derive-key.js';

const [newKey, oldKey] = ['n', 'p'].map((letter) => ({ secret: Buffer.alloc(32, letter) }));

describe('deriveKey', () => {
  // Rows that were stored under these keys must be found again.
  it.each([
    ['limit keys', '3846540d1c5dec58b5a00f83908257397cdfa49cf0556b0d9f8860541b5927c8'],
    ['recipient pseudonyms', '27c77c383c0c1946de43da47c099c7d7c9d82b765a9d9558b9d37338d53c3d0d'],
    ['idempotency keys', 'c9750e753fd781fb11ea3ca06d6e38b89522d4a39ebd7826201ab4e562c42e98'],
  ] as const)('derives the same key for %s in every version of Ramz', (purpose, key) => {
    expect(deriveKey([oldKey!], purpose).toString('hex')).toBe(key);
  });

  it('derives the same key when a new key is added in front of the list', () => {
    expect(deriveKey([newKey!, oldKey!], 'limit keys')).toEqual(deriveKey([oldKey!], 'limit keys'));
  });

  it('throws when there is no key', () => {
    expect(() => deriveKey([], 'limit keys')).toThrow('There is no key to derive limit keys from');
  });
});
