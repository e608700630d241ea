import { createHash } from 'node:crypto';
import { findApiKey } from './api-key.js';

const configured = (name: string, key: string) => ({ name, digest: createHash('sha256').update(key).digest() });

describe('findApiKey', () => {
  const keys = [configured('ci', 'ramz_one'), configured('shop', 'ramz_two'), configured('again', 'ramz_two')];

  it('finds the key anywhere in the list, and the first of two equal ones', () => {
    expect(findApiKey(keys, 'ramz_one')?.name).toBe('ci');
    expect(findApiKey(keys, 'ramz_two')?.name).toBe('shop');
  });

  it.each(['', 'ramz_on', 'ramz_one ', 'RAMZ_ONE', keys[0]!.digest.toString('hex')])('refuses "%s"', (sent) => {
    expect(findApiKey(keys, sent)).toBeUndefined();
  });

  it('finds nothing if no key is configured', () => {
    expect(findApiKey([], 'ramz_one')).toBeUndefined();
  });
});
