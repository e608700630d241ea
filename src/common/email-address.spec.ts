import fc from 'fast-check';
import { maskEmailAddress, parseEmailAddress } from './email-address.js';

describe('parseEmailAddress', () => {
  it.each([
    ['sara@example.com', 'sara@example.com'],
    ['  Sara.Ahmadi+shop@Example.COM ', 'sara.ahmadi+shop@example.com'],
    ['info@bücher.example', 'info@xn--bcher-kva.example'],
    ["o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"],
  ])('reads %s as %s', (written, address) => {
    expect(parseEmailAddress(written)).toEqual({ ok: true, address });
  });

  it.each([
    '',
    'sara',
    'sara@',
    '@example.com',
    'sara@localhost',
    'sara@exam ple.com',
    'sara@example.com, omid@example.com',
    'Sara <sara@example.com>',
    '"sara"@example.com',
    'sara@[192.0.2.1]',
    'sara@example.com\r\nBcc: everyone@example.com',
    'sara\n@example.com',
    'sara\u0000@example.com',
    'سارا@example.com',
    'sara@example.com%0d%0aBcc:x@example.com',
    '..@example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'a'.repeat(60)}@${'b.'.repeat(200)}com`,
  ])('refuses %j', (written) => {
    expect(parseEmailAddress(written)).toEqual({ ok: false, sentence: expect.stringContaining('e-mail address') });
  });

  it('never lets through what could begin another header or another recipient', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (local, rest) => {
        const parsed = parseEmailAddress(`${local}@example.com${rest}`);
        return !parsed.ok || /^[^<>,;:"()[\]\\]+$/.test(parsed.address.replace(/[^ -~]|\s/g, '<'));
      }),
      { numRuns: 5000 },
    );
  });

  it('reads what it has written as the same', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (written) => {
        const parsed = parseEmailAddress(written);
        if (!parsed.ok) return true;
        const again = parseEmailAddress(parsed.address);
        return again.ok && again.address === parsed.address;
      }),
    );
  });
});

describe('maskEmailAddress', () => {
  it('keeps the first character and the domain', () => {
    expect(maskEmailAddress('sara@example.com')).toBe('s***@example.com');
    expect(maskEmailAddress('s@example.com')).toBe('s***@example.com');
  });
});
