import { createHash, createHmac, randomBytes } from 'node:crypto';
import { CodeHasher, generateCode } from './otp-code.js';

const pepper = (id: string) => ({ id, secret: randomBytes(32) });
const [first, second] = ['0198c5e2-0000-7000-8000-000000000001', '0198c5e2-0000-7000-8000-000000000002'];

describe('generateCode', () => {
  it.each([4, 6, 8, 10])('has %i digits, leading zeros kept', (length) => {
    for (let i = 0; i < 200; i += 1) expect(generateCode(length)).toMatch(new RegExp(`^\\d{${length}}$`));
  });

  it('uses every value of the first digit', () => {
    const seen = new Set(Array.from({ length: 1000 }, () => generateCode(6)[0]));
    expect(seen.size).toBe(10);
  });
});

describe('CodeHasher', () => {
  it('knows its own code and no other', () => {
    const hasher = new CodeHasher([pepper('a')]);
    const digest = hasher.digest(first, '123456');
    expect(hasher.matches(first, '123456', digest)).toBe(true);
    expect(hasher.matches(first, '123457', digest)).toBe(false);
    expect(hasher.matches(first, '12345', digest)).toBe(false);
  });

  it('binds the code to its challenge', () => {
    const hasher = new CodeHasher([pepper('a')]);
    expect(hasher.matches(second, '123456', hasher.digest(first, '123456'))).toBe(false);
  });

  it('reads with every pepper and writes with the first, so that peppers rotate while codes are out', () => {
    const [old, fresh] = [pepper('old'), pepper('new')];
    const before = new CodeHasher([old]).digest(first, '123456');
    const rotated = new CodeHasher([fresh, old]);
    expect(rotated.matches(first, '123456', before)).toBe(true);
    expect(rotated.digest(first, '123456').pepperId).toBe('new');
    expect(new CodeHasher([fresh]).matches(first, '123456', before)).toBe(false);
  });

  it('gives no code away to who has the digest but not the pepper', () => {
    const { digest } = new CodeHasher([pepper('a')]).digest(first, '123456');
    const withoutPepper = (code: string) => [
      createHash('sha256').update(`${first}\0${code}`).digest('base64url'),
      createHmac('sha256', '').update(`${first}\0${code}`).digest('base64url'),
    ];
    let recovered: string | undefined;
    for (let candidate = 0; candidate < 1_000_000; candidate += 1) {
      const code = String(candidate).padStart(6, '0');
      if (withoutPepper(code).includes(digest)) recovered = code;
    }
    expect(recovered).toBeUndefined();
  });
});
