import { Metadata } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import { parsePhoneNumber, type CountryCode } from './phone-number.js';

interface Example {
  country: CountryCode;
  e164: string;
  /** As libphonenumber writes it in its country, with spaces, dashes and parentheses. */
  national: string;
  /** The number without the prefix of national calls. */
  bare: string;
}

const EXAMPLES = getCountries().map((country): Example => {
  const number = getExampleNumber(country, examples)!;
  return { country, e164: number.number, national: number.formatNational(), bare: number.nationalNumber };
});

const persian = (text: string) => text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!);
const grouped = (digits: string, separator: string) => digits.replace(/\d{3}(?=\d)/g, `$&${separator}`);

/** The forms in which every country's example is accepted; exceptions would be listed here with their reason: there are none. */
const FORMS: [title: string, write: (example: Example) => string][] = [
  ['E.164', ({ e164 }) => e164],
  ['international form with 00', ({ e164 }) => e164.replace('+', '00')],
  ['international form without a sign', ({ e164 }) => e164.slice(1)],
  ['international form with a full-width plus', ({ e164 }) => e164.replace('+', '＋')],
  ['international form in Persian digits', ({ e164 }) => persian(e164)],
  ['international form with spaces', ({ e164 }) => `+${grouped(e164.slice(1), ' ')}`],
  ['international form with dashes', ({ e164 }) => `+${grouped(e164.slice(1), '-')}`],
  ['international form between marks of direction', ({ e164 }) => `\u202a${e164}\u202c`],
  ['national form', ({ national }) => national],
  ['national form in digits alone', ({ national }) => national.replace(/\D/g, '')],
  ['national form in Persian digits', ({ national }) => persian(national)],
  ['national form with spaces', ({ national }) => grouped(national.replace(/\D/g, ''), ' ')],
  ['national form with dashes', ({ national }) => grouped(national.replace(/\D/g, ''), '–')],
  ['national form after the calling code', ({ e164, national, bare }) => e164.replace(bare, `(${national})`)],
];

/** Countries whose people always write the prefix of national calls, so that a bare number may lack a digit instead. */
const PREFIX_IS_WRITTEN = new Set(
  (
    'AE AF AL AM AT AU AX AZ BA BD BE BG BL BY CC CD CH CX DE DZ EC EG EH ER ET FI FR GB GF GG GH GP HR HU ID IE IL IM ' +
    'IQ IR JE JO JP KE KG KH KP KR LA LK LR LY MA MC MD ME MF MG MK MM MQ MW MY NA NG NL NZ PH PK PM PS PY RE RO RS RW ' +
    'SA SD SE SI SK SL SS TH TW TZ UA UG UY VE XK YT ZA ZM ZW'
  ).split(' '),
);

describe('The example mobile number of every country', () => {
  it('is there for every country that libphonenumber knows', () => {
    expect(EXAMPLES.length).toBe(getCountries().length);
    expect(EXAMPLES.length).toBeGreaterThan(240);
  });

  it.each(FORMS)('is accepted in %s', (_, write) => {
    const results = EXAMPLES.map((example) => {
      const { country, e164 } = example;
      const parsed = parsePhoneNumber(write(example), { defaultCountry: country, channel: 'sms' });
      return { country, written: write(example), e164, parsed: parsed.ok ? parsed.e164 : parsed.sentence };
    });
    expect(results.filter(({ e164, parsed }) => parsed !== e164)).toEqual([]);
  });

  it('is accepted in international form whatever the default country', () => {
    for (const { e164 } of EXAMPLES) {
      for (const defaultCountry of ['IR', 'US', 'BR', 'IN'] as const) {
        expect(parsePhoneNumber(e164, { defaultCountry, channel: 'sms' })).toMatchObject({ ok: true, e164 });
      }
    }
  });

  it('is accepted without the prefix of national calls except where people always write it', () => {
    const isAccepted = ({ country, e164, bare }: Example) => {
      const parsed = parsePhoneNumber(bare, { defaultCountry: country, channel: 'sms' });
      return parsed.ok && parsed.e164 === e164;
    };
    const refused = EXAMPLES.filter((example) => !isAccepted(example)).map(({ country }) => country);
    expect(refused.toSorted()).toEqual([...PREFIX_IS_WRITTEN]);
  });

  it('is accepted without that prefix wherever libphonenumber calls it optional', () => {
    const optional = EXAMPLES.filter(({ country, bare }) => isPrefixOptional(country, bare)).map(
      ({ country }) => country,
    );
    expect(optional).toEqual(expect.arrayContaining(['IN', 'RU', 'TR', 'US', 'VN']));
    expect(optional.filter((country) => PREFIX_IS_WRITTEN.has(country))).toEqual([]);
  });
});

/** What the metadata of libphonenumber says about the format of this number; the library does not export the lookup. */
function isPrefixOptional(country: CountryCode, bare: string): boolean {
  interface Format {
    pattern(): string;
    leadingDigitsPatterns(): string[];
    nationalPrefixIsOptionalWhenFormattingInNationalFormat(): boolean;
  }
  const plans = new Metadata(metadata) as unknown as {
    selectNumberingPlan(country: CountryCode): void;
    numberingPlan: { formats(): Format[] };
  };
  plans.selectNumberingPlan(country);
  const format = plans.numberingPlan.formats().find((candidate) => {
    const leading = candidate.leadingDigitsPatterns().at(-1);
    return (
      (!leading || new RegExp(`^(?:${leading})`).test(bare)) && new RegExp(`^(?:${candidate.pattern()})$`).test(bare)
    );
  });
  return format?.nationalPrefixIsOptionalWhenFormattingInNationalFormat() ?? false;
}

describe('Forms of single countries', () => {
  const written = (input: string, defaultCountry: CountryCode = 'IR') =>
    parsePhoneNumber(input, { defaultCountry, channel: 'sms' });

  it.each<[string, CountryCode, string]>([
    ['98765 43210', 'IN', '+919876543210'],
    ['098765 43210', 'IN', '+919876543210'],
    ['91 98765 43210', 'IN', '+919876543210'],
    ['300 123 4567', 'CO', '+573001234567'],
    ['(201) 555-0123', 'US', '+12015550123'],
    ['1 (201) 555-0123', 'US', '+12015550123'],
    ['912 345-67-89', 'RU', '+79123456789'],
    ['8 (912) 345-67-89', 'RU', '+79123456789'],
    ['532 123 45 67', 'TR', '+905321234567'],
    ['250-1234', 'BB', '+12462501234'],
    // Brazil: with the 0 of long-distance calls, the code of a carrier, or xx in its place.
    ['(11) 96123-4567', 'BR', '+5511961234567'],
    ['0 11 96123-4567', 'BR', '+5511961234567'],
    ['0 15 11 96123-4567', 'BR', '+5511961234567'],
    ['0 41 21 98765-4321', 'BR', '+5521987654321'],
    ['(0xx11) 96123-4567', 'BR', '+5511961234567'],
    ['0XX 11 96123-4567', 'BR', '+5511961234567'],
    ['+55 (0) 15 11 96123-4567', 'IR', '+5511961234567'],
    // Mexico: with the 1 and the prefixes that ended in 2019.
    ['+52 1 55 1234 5678', 'IR', '+525512345678'],
    ['0052 1 55 1234 5678', 'IR', '+525512345678'],
    ['52 1 55 1234 5678', 'MX', '+525512345678'],
    ['55 1234 5678', 'MX', '+525512345678'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
    ['045 55 1234 5678', 'MX', '+525512345678'],
    ['01 55 1234 5678', 'MX', '+525512345678'],
    // Argentina: the 15 of national calls, the 9 of international ones, or both.
    ['011 15-2345-6789', 'AR', '+5491123456789'],
    ['11 15 2345-6789', 'AR', '+5491123456789'],
    ['9 11 2345-6789', 'AR', '+5491123456789'],
    ['0351 15-234-5678', 'AR', '+5493512345678'],
    ['54 9 11 2345 6789', 'AR', '+5491123456789'],
    ['+54 11 15 2345 6789', 'IR', '+5491123456789'],
    ['+54 9 11 15 2345 6789', 'IR', '+5491123456789'],
    ['+54 9 2966 15 412345', 'IR', '+5492966412345'],
  ])('accept %s, written in %s', (input, defaultCountry, e164) => {
    expect(written(input, defaultCountry)).toMatchObject({ ok: true, e164 });
  });

  it.each<[string, CountryCode]>([
    ['15 2345-6789', 'AR'],
    ['11 2345-6789', 'AR'],
    ['011 2345-6789', 'AR'],
    ['+54 11 2345 6789', 'IR'],
  ])('say how to write %s, which could be a landline', (input, defaultCountry) => {
    const sentence = 'Please provide a valid phone number for Argentina, with a 9 after +54 if it is a mobile number';
    expect(written(input, defaultCountry)).toEqual({ ok: false, sentence });
  });

  it.each<[string, CountryCode]>([
    // A number of the United States without its sign, too.
    ['1 55 1234 5678', 'MX'],
    ['0 55 1234 5678', 'MX'],
    ['0 99 11 2345', 'BR'],
    ['0xx 96123-4567', 'BR'],
    ['0xx11 96123-4567', 'US'],
    ['8765 43210', 'IN'],
    ['0 300 123 4567', 'CO'],
    ['9123 4567', 'RU'],
    ['7400 123456', 'GB'],
    ['151 23456789', 'DE'],
  ])('refuse %s, written in %s', (input, defaultCountry) => {
    expect(written(input, defaultCountry).ok).toBe(false);
  });

  describe('of Iran', () => {
    const ranges = Array.from({ length: 100 }, (_, range) => `9${String(range).padStart(2, '0')}`);

    it.each(ranges)('accept every number of %s', (range) => {
      const e164 = `+98${range}2345678`;
      const accepted = { ok: true, e164, country: 'IR' };
      for (const form of [
        e164,
        `0098${range}2345678`,
        `98${range}2345678`,
        `0${range}2345678`,
        `+98 (0)${range} 2345678`,
      ])
        expect(written(form)).toEqual(accepted);
      for (const form of [e164, `0098${range}2345678`, `98${range}2345678`])
        expect(written(form, 'CO')).toEqual(accepted);
    });

    it.each(ranges)(
      'refuse a bare number of %s, too many or too few digits, and the national form elsewhere',
      (range) => {
        for (const form of [`${range}2345678`, `0${range}23456789`, `0${range}234567`, `+98${range}23456789`])
          expect(written(form)).toEqual({ ok: false, sentence: 'Please provide a valid Iranian phone number' });
        expect(written(`0${range}2345678`, 'CO').ok).toBe(false);
      },
    );
  });

  it.each([
    ['+447011234567', 'personal'],
    ['+15005550006', 'personal'],
    ['+447640123456', 'pager'],
    ['+902122345678', 'landline'],
    ['+982191000000', 'landline'],
    ['+18002345678', 'toll-free'],
    ['+449098790000', 'premium-rate'],
  ])('refuse texts to %s, a %s number', (input) => {
    expect(written(input).ok).toBe(false);
  });

  it.each(['+447011234567', '+447640123456', '+18002345678', '+449098790000'])('refuse calls to %s', (input) => {
    expect(parsePhoneNumber(input, { defaultCountry: 'IR', channel: 'call' }).ok).toBe(false);
  });
});
