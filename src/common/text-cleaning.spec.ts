import { cleanText, removeSpacesAndDashes, toAsciiDigits } from './text-cleaning.js';

/** Every decimal digit of Unicode. */
const DIGITS = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) => /^\p{Nd}$/u.test(character));

describe('toAsciiDigits', () => {
  it.each(Intl.supportedValuesOf('numberingSystem'))('reads the digits of the numbering system %s', (system) => {
    const digits = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(1234567890);
    // Systems without decimal digits of their own, such as Roman numerals, are not for codes.
    if (!Array.from(digits).every((digit) => DIGITS.includes(digit))) return;
    expect(toAsciiDigits(digits)).toBe('1234567890');
  });

  it('replaces every decimal digit of Unicode, which come in runs of ten', () => {
    expect(toAsciiDigits(DIGITS.join(''))).toBe('0123456789'.repeat(DIGITS.length / 10));
  });

  it('replaces nothing but digits', () => {
    expect(toAsciiDigits('۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 09 کد a')).toBe('0123456789 0123456789 09 کد a');
    expect(toAsciiDigits('² ⑤ Ⅷ ½ 五')).toBe('² ⑤ Ⅷ ½ 五');
  });
});

describe('cleanText', () => {
  it.each([
    ['a soft hyphen', '\u00ad'],
    ['a combining grapheme joiner', '\u034f'],
    ['an Arabic letter mark', '\u061c'],
    ['a Mongolian vowel separator', '\u180e'],
    ['a zero-width space', '\u200b'],
    ['a zero-width non-joiner', '\u200c'],
    ['a zero-width joiner', '\u200d'],
    ['a left-to-right mark', '\u200e'],
    ['a right-to-left mark', '\u200f'],
    ['an embedding', '\u202a'],
    ['the end of an embedding', '\u202c'],
    ['an override', '\u202e'],
    ['a word joiner', '\u2060'],
    ['an invisible separator', '\u2063'],
    ['an isolate', '\u2066'],
    ['the end of an isolate', '\u2069'],
    ['a variation selector', '\ufe0f'],
    ['a byte order mark', '\ufeff'],
    ['a tag', '\u{e0031}'],
  ])('removes %s', (_, mark) => {
    expect(cleanText(`${mark}12${mark}34${mark}${mark} x`)).toBe('1234 x');
  });

  it('replaces full-width forms', () => {
    expect(cleanText('＋９８（９１２）－ａＺ＠～')).toBe('+98(912)-aZ@~');
  });

  it('removes white space around the text alone', () => {
    expect(cleanText('\u200f \n12 34\t\u3000')).toBe('12 34');
  });

  it.each(['\u0000', '\n', '/', ',', '+', '\ud800', '\u0600'])('keeps %j, which shows or divides', (character) => {
    expect(cleanText(`1${character}2`)).toBe(`1${character}2`);
  });
});

describe('removeSpacesAndDashes', () => {
  it.each(['\t', ' ', '\u00a0', '\u2009', '\u202f', '\u3000', '-', '‐', '‑', '–', '—', '−', '﹣', '〜', 'ー'])(
    'removes %j between digits',
    (separator) => {
      expect(removeSpacesAndDashes(`12${separator}34`)).toBe('1234');
    },
  );

  it.each(['\n', '/', ',', '.', '_', '\u0000'])('keeps %j', (character) => {
    expect(removeSpacesAndDashes(`12${character}34`)).toBe(`12${character}34`);
  });
});
