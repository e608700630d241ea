import fc from 'fast-check';
import { mailboxOf, maskEmailAddress, parseEmailAddress } from './email-address.js';

describe('parseEmailAddress', () => {
  it.each([
    ['sara@example.com', 'sara@example.com'],
    ['  Sara.Ahmadi+shop@Example.COM ', 'sara.ahmadi+shop@example.com'],
    ['info@bücher.example', 'info@xn--bcher-kva.example'],
    ["o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"],
    // A zero-width non-joiner, as Persian is written.
    ['info@نامه\u200cای.example', 'info@xn--mgba3gch31f060k.example'],
    ['\u200einfo@نامه\u200cای.example\u200e', 'info@xn--mgba3gch31f060k.example'],
    // Copied along where no name has one.
    ['sara@exam\u200cple.com', 'sara@example.com'],
    ['info@b\u200cücher.example', 'info@xn--bcher-kva.example'],
    ['sara@exam\u00adple.com', 'sara@example.com'],
    ['sara@exam\u200bple.com', 'sara@example.com'],
    ['\u202asa\u200dra@example.com\u202c', 'sara@example.com'],
    ['\u200f sara@example.com \ufeff', 'sara@example.com'],
    ['sara۱۳۷۵@example.com', 'sara1375@example.com'],
    ['sara@mail٢.example.com', 'sara@mail2.example.com'],
    // A Persian name has Persian digits.
    ['info@نام۱.example', 'info@xn--mgb4db00e.example'],
    ['ｓａｒａ１＠ｅｘａｍｐｌｅ．ｃｏｍ', 'sara1@example.com'],
  ])('normalises %s to %s', (written, address) => {
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
    'sara@exa\nmple.com',
    'sara@exa\tmple.com',
    'sara@exa\u0000mple.com',
    'sara@example.com/evil',
    'sara@example.com?evil',
    'sara@example.com#evil',
    'sara@example.com\\evil',
    'sara@example.com:25',
    'sara@ex%61mple.com',
    'sara@ example.com',
    'sara @example.com',
    'sara@exam\u0600ple.com',
    // What full-width forms stand for is checked as if it had been written.
    'sara＠example.com，omid@example.com',
    'sara@example.com／evil',
    // The Kelvin sign, whose lower case is the letter k.
    '\u212aarim@example.com',
    '..@example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'a'.repeat(60)}@${'b.'.repeat(200)}com`,
  ])('refuses %j', (written) => {
    expect(parseEmailAddress(written)).toEqual({ ok: false, sentence: expect.stringContaining('e-mail address') });
  });

  it('never accepts characters that could begin another header or another recipient', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (local, rest) => {
        const parsed = parseEmailAddress(`${local}@example.com${rest}`);
        return !parsed.ok || /^[^<>,;:"()[\]\\]+$/.test(parsed.address.replace(/[^ -~]|\s/g, '<'));
      }),
      { numRuns: 5000 },
    );
  });

  it('does not change an address that is already normalised', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (written) => {
        const parsed = parseEmailAddress(written);
        if (!parsed.ok) return true;
        const again = parseEmailAddress(parsed.address);
        return again.ok && again.address === parsed.address;
      }),
    );
  });

  it('refuses a domain that would lose a part, and normalises every other one only once', () => {
    const edgeless = (text: string) => text.replace(/[\s\p{Default_Ignorable_Code_Point}]+$/u, '');
    const lost = ['\t', '\r', '\n', '\u0000', '\u0085', ' ', '%61', '%', '/', '?', '#', '\\', ':'];
    const unit = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom('a', 'b', '0', '-', '.', 'ü', 'ß', 'ن', '。', '\u200c') },
      { weight: 1, arbitrary: fc.constantFrom(...lost) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
    );
    fc.assert(
      fc.property(fc.string({ unit }), fc.constantFrom('', '.com'), (start, end) => {
        const written = `sara@${start}${end}`;
        const parsed = parseEmailAddress(written);
        if (!parsed.ok) return true;
        const again = parseEmailAddress(parsed.address);
        return again.ok && again.address === parsed.address && !/[\p{Cc}\s%/?#\\:]/u.test(edgeless(written));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('maskEmailAddress', () => {
  it('shows only the first character and the domain', () => {
    expect(maskEmailAddress('sara@example.com')).toBe('s***@example.com');
    expect(maskEmailAddress('s@example.com')).toBe('s***@example.com');
  });
});

describe('mailboxOf', () => {
  it.each([
    ['s.ara.karimi+x.y@googlemail.com', 'sarakarimi@gmail.com'],
    ['sara+1@example.com', 'sara@example.com'],
    ['s.ara@example.com', 's.ara@example.com'],
    ['+tag@example.com', '+tag@example.com'],
    ['+989121234567', '+989121234567'],
  ])('counts %s as %s', (recipient, mailbox) => {
    expect(mailboxOf(recipient)).toBe(mailbox);
  });
});
