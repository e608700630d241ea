import { createHmac, hash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CodeHasher, generateCode } from './otp-code.js';

const pepper = (id: string) => ({ id, secret: randomBytes(32) });
const codes = fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 4, maxLength: 10 });
const peppers = fc.uniqueArray(
  fc.record({ id: fc.string(), secret: fc.uint8Array({ minLength: 32 }).map((bytes) => Buffer.from(bytes)) }),
  {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 4,
  },
);
const first = '0198c5e2-0000-7000-8000-000000000001';

describe('generateCode', () => {
  it.each([4, 6, 8, 10])('has %i digits, leading zeros kept', (length) => {
    for (let i = 0; i < 200; i += 1) expect(generateCode(length)).toMatch(new RegExp(`^\\d{${length}}$`));
  });

  it('comes from the cryptographic generator of the system, every value as likely', () => {
    const draw = jest.spyOn(jest.requireActual<typeof import('node:crypto')>('node:crypto'), 'randomInt');
    draw.mockReturnValueOnce(42 as never);
    expect(generateCode(6)).toBe('000042');
    expect(draw).toHaveBeenLastCalledWith(1_000_000);
    draw.mockRestore();
  });

  it('uses every value of the first digit', () => {
    const seen = new Set(Array.from({ length: 1000 }, () => generateCode(6)[0]));
    expect(seen.size).toBe(10);
  });
});

describe('CodeHasher', () => {
  it('takes the code that was digested, and no other, for its challenge and no other', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        codes,
        fc.uuid(),
        fc.oneof(codes, fc.string()),
        peppers,
        (id, code, otherId, other, keys) => {
          const hasher = new CodeHasher(keys);
          const digest = hasher.digest(id, code);
          expect(hasher.matches(id, code, digest)).toBe(true);
          expect(hasher.matches(id, other, digest)).toBe(other === code);
          expect(hasher.matches(otherId, code, digest)).toBe(otherId === id);
        },
      ),
    );
  });

  it('takes no digest that was changed, shortened or made longer', () => {
    const hasher = new CodeHasher([pepper('a')]);
    const { digest, pepperId } = hasher.digest(first, '123456');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.nat(digest.length).map((n) => digest.slice(0, n)),
        ),
        (changed) => {
          expect(hasher.matches(first, '123456', { digest: changed, pepperId })).toBe(changed === digest);
        },
      ),
    );
  });

  it('reads with every pepper and writes with the first, so that peppers rotate while codes are out', () => {
    const [old, fresh] = [pepper('old'), pepper('new')];
    const before = new CodeHasher([old]).digest(first, '123456');
    const rotated = new CodeHasher([fresh, old]);
    expect(rotated.matches(first, '123456', before)).toBe(true);
    expect(rotated.digest(first, '123456').pepperId).toBe('new');
    expect(new CodeHasher([fresh]).matches(first, '123456', before)).toBe(false);
  });

  it('gives no code away to who has a copy of the row and tries all million of them', () => {
    const { digest, pepperId } = new CodeHasher([pepper('a')]).digest(first, '271828');
    // Whatever a row holds, as the key or beside the code.
    const keys = [first, pepperId];
    const tried = (code: string) => [
      hash('sha256', `${first}\0${code}`, 'base64url'),
      ...keys.map((key) => createHmac('sha256', key).update(`${first}\0${code}`).digest('base64url')),
    ];
    let recovered: string | undefined;
    for (let candidate = 0; candidate < 1_000_000; candidate += 1) {
      const code = String(candidate).padStart(6, '0');
      if (tried(code).includes(digest)) recovered = code;
    }
    expect(recovered).toBeUndefined();
  });
});
