import { createHmac, hash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { KeyedSecret } from '../../config/index.js';
import { CodeHasher } from './code-hasher.js';

const CHALLENGE = '0198c5e2-0000-7000-8000-000000000001';
const pepper = (id: string) => ({ id, secret: randomBytes(32) });
const hasherWith = (...peppers: KeyedSecret[]) => new CodeHasher({ peppers });
const codes = fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 4, maxLength: 10 });
const pepperLists = fc.uniqueArray(
  fc.record({ id: fc.string(), secret: fc.uint8Array({ minLength: 32 }).map((bytes) => Buffer.from(bytes)) }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
);

describe('CodeHasher', () => {
  it('accepts only the code that was digested, and only for its challenge', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        codes,
        fc.uuid(),
        fc.oneof(codes, fc.string()),
        pepperLists,
        (id, code, otherId, other, peppers) => {
          const hasher = hasherWith(...peppers);
          const digest = hasher.digest(id, code);
          expect(hasher.matches(id, code, digest)).toBe(true);
          expect(hasher.matches(id, other, digest)).toBe(other === code);
          expect(hasher.matches(otherId, code, digest)).toBe(otherId === id);
        },
      ),
    );
  });

  it('rejects a digest that was changed, shortened or extended', () => {
    const hasher = hasherWith(pepper('a'));
    const { digest, pepperId } = hasher.digest(CHALLENGE, '123456');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.nat(digest.length).map((n) => digest.slice(0, n)),
        ),
        (changed) => {
          expect(hasher.matches(CHALLENGE, '123456', { digest: changed, pepperId })).toBe(changed === digest);
        },
      ),
    );
  });

  it('reads with every pepper and writes with the first, so that peppers can rotate while codes are live', () => {
    const [old, fresh] = [pepper('old'), pepper('new')];
    const before = hasherWith(old).digest(CHALLENGE, '123456');
    const rotated = hasherWith(fresh, old);
    expect(rotated.matches(CHALLENGE, '123456', before)).toBe(true);
    expect(rotated.digest(CHALLENGE, '123456').pepperId).toBe('new');
    expect(hasherWith(fresh).matches(CHALLENGE, '123456', before)).toBe(false);
  });

  it('reveals no code to someone who has a copy of the row and tries every code of four digits', () => {
    const { digest, pepperId } = hasherWith(pepper('a')).digest(CHALLENGE, '2718');
    // Everything in the row that could serve as the key.
    const keys = [CHALLENGE, pepperId];
    const tried = (code: string) => [
      hash('sha256', `${CHALLENGE}\0${code}`, 'base64url'),
      ...keys.map((key) => createHmac('sha256', key).update(`${CHALLENGE}\0${code}`).digest('base64url')),
    ];
    let recovered: string | undefined;
    for (let candidate = 0; candidate < 10_000; candidate += 1) {
      const code = String(candidate).padStart(4, '0');
      if (tried(code).includes(digest)) recovered = code;
    }
    expect(recovered).toBeUndefined();
  });
});
