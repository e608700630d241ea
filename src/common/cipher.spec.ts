import { randomBytes } from 'node:crypto';
import { Cipher } from './cipher.js';

const oldKey = { id: 'k1', secret: randomBytes(32) };
const newKey = { id: 'k2', secret: randomBytes(32) };

describe('Cipher', () => {
  it('gives back what it encrypted', () => {
    const cipher = new Cipher([oldKey]);
    expect(cipher.decrypt(cipher.encrypt('کد تأیید شما: 123456', 'row'), 'row')).toBe('کد تأیید شما: 123456');
  });

  it('never writes the same text the same way twice, nor in clear', () => {
    const cipher = new Cipher([oldKey]);
    const [first, second] = [cipher.encrypt('123456', 'row'), cipher.encrypt('123456', 'row')];
    expect(first.equals(second)).toBe(false);
    expect(first.includes('123456')).toBe(false);
  });

  it('reads with every key and writes with the first, so that keys rotate without loss', () => {
    const written = new Cipher([oldKey]).encrypt('text', 'row');
    const rotated = new Cipher([newKey, oldKey]);
    expect(rotated.decrypt(written, 'row')).toBe('text');
    expect(() => new Cipher([oldKey]).decrypt(rotated.encrypt('text', 'row'), 'row')).toThrow('DATA_KEYS');
  });

  it('refuses data that was moved to another row or changed', () => {
    const cipher = new Cipher([oldKey]);
    const data = cipher.encrypt('text', 'row');
    expect(() => cipher.decrypt(data, 'another row')).toThrow();
    data[data.length - 1]! ^= 1;
    expect(() => cipher.decrypt(data, 'row')).toThrow();
  });
});
