import { randomBytes } from 'node:crypto';
import { Cipher } from './cipher.js';

const oldKey = { id: 'k1', secret: randomBytes(32) };
const newKey = { id: 'k2', secret: randomBytes(32) };

describe('Cipher', () => {
  it('decrypts what it has encrypted', () => {
    const cipher = new Cipher([oldKey]);
    expect(cipher.decrypt(cipher.encrypt('کد تأیید شما: 123456', 'row'), 'row')).toBe('کد تأیید شما: 123456');
  });

  it('encrypts the same text differently each time', () => {
    const cipher = new Cipher([oldKey]);
    const [first, second] = [cipher.encrypt('123456', 'row'), cipher.encrypt('123456', 'row')];
    expect(first.equals(second)).toBe(false);
    expect(first.includes('123456')).toBe(false);
  });

  it('encrypts with the first key and decrypts with all, so that keys can be rotated', () => {
    const written = new Cipher([oldKey]).encrypt('text', 'row');
    const rotated = new Cipher([newKey, oldKey]);
    expect(rotated.decrypt(written, 'row')).toBe('text');
    expect(() => new Cipher([oldKey]).decrypt(rotated.encrypt('text', 'row'), 'row')).toThrow('DATA_KEYS');
  });

  it('refuses to decrypt data that was moved to another row or changed', () => {
    const cipher = new Cipher([oldKey]);
    const data = cipher.encrypt('text', 'row');
    expect(() => cipher.decrypt(data, 'another row')).toThrow();
    data[data.length - 1]! ^= 1;
    expect(() => cipher.decrypt(data, 'row')).toThrow();
  });
});
