import * as fc from 'fast-check';
import { maskPhoneNumber, parsePhoneNumber, type CountryCode } from './phone-number.js';

const read = (input: string, defaultCountry: CountryCode = 'IR', channel: 'sms' | 'call' = 'sms') =>
  parsePhoneNumber(input, { defaultCountry, channel });

const IRAN = { ok: true, e164: '+989123456789', country: 'IR' };
const NOT_IRANIAN = { ok: false, sentence: 'Please provide a valid Iranian phone number' };

describe('parsePhoneNumber', () => {
  it.each([
    ['E.164', '+989123456789'],
    ['00 prefix', '00989123456789'],
    ['calling code without a sign', '989123456789'],
    ['national', '09123456789'],
    ['Persian digits', '۰۹۱۲۳۴۵۶۷۸۹'],
    ['Persian digits, international', '+۹۸۹۱۲۳۴۵۶۷۸۹'],
    ['Arabic-Indic digits', '٠٩١٢٣٤٥٦٧٨٩'],
    ['Arabic-Indic digits, 00 prefix', '٠٠٩٨٩١٢٣٤٥٦٧٨٩'],
    ['mixed digits', '۰9۱2۳4۵6٧8٩'],
    ['spaces', '0912 345 6789'],
    ['dashes', '0912-345-6789'],
    ['parentheses', '(0912) 345-6789'],
    ['parentheses around the code', '(+98) 912 345 6789'],
    ['dots', '0912.345.6789'],
    ['trunk prefix after the calling code', '+98 (0)912 345 6789'],
    ['white space around it', ' \t09123456789\n'],
    ['no-break spaces', '0912\u00a0345\u202f6789'],
    ['an en dash', '0912–345–6789'],
    ['direction marks around it', '\u202a+98 912 345 6789\u202c'],
    ['isolates and zero-width marks in it', '\u2066\u200e0912\u200b345\u200c6789\u2069\ufeff'],
  ])('accepts an Iranian number with %s', (_, input) => {
    expect(read(input)).toEqual(IRAN);
  });

  it.each<[string, string, CountryCode, string, CountryCode]>([
    ['Colombian, where no prefix is dialled', '3001234567', 'CO', '+573001234567', 'CO'],
    ['Colombian with its calling code', '573001234567', 'CO', '+573001234567', 'CO'],
    ['Colombian, international, from Iran', '+57 300 123 4567', 'IR', '+573001234567', 'CO'],
    ['Colombian, 00 prefix, from Iran', '0057 300 123 4567', 'IR', '+573001234567', 'CO'],
    ['of the United States', '(202) 555-0123', 'US', '+12025550123', 'US'],
    ['of the United States with its 1', '1 202 555 0123', 'US', '+12025550123', 'US'],
    ['Dominican, in a shared code', '809 234 5678', 'DO', '+18092345678', 'DO'],
    ['Canadian, written in the United States', '4162345678', 'US', '+14162345678', 'CA'],
    ['British with its 0', '07400 123456', 'GB', '+447400123456', 'GB'],
    ['Russian with its 8', '8 912 345 67 89', 'RU', '+79123456789', 'RU'],
    ['Spanish', '612 34 56 78', 'ES', '+34612345678', 'ES'],
    ['Italian mobile', '347 123 4567', 'IT', '+393471234567', 'IT'],
    ['Afghan with its 0', '070 123 4567', 'AF', '+93701234567', 'AF'],
  ])('accepts a number that is %s', (_, input, defaultCountry, e164, country) => {
    expect(read(input, defaultCountry)).toEqual({ ok: true, e164, country });
  });

  it.each([
    ['a national number without its 0', '9123456789'],
    ['the same in Persian digits', '۹۱۲۳۴۵۶۷۸۹'],
    ['the same with spaces', '912 345 6789'],
    ['too few digits', '0912345678'],
    ['too many digits', '091234567890'],
    ['an impossible international number', '+98912345678'],
    ['an unassigned prefix', '+981111111111'],
    ['the calling code alone', '+98'],
    ['a landline', '02122345678'],
    ['an international landline', '+982122345678'],
    ['letters', '0912abc6789'],
    ['vanity letters', '+98912FLOWERS'],
    ['a name before it', 'tel:+989123456789'],
    ['nothing', ''],
    ['white space alone', '   '],
    ['a sign alone', '+'],
    ['two signs', '++989123456789'],
    ['a sign at the end', '989123456789+'],
    ['00 after the sign', '+00989123456789'],
    ['a null byte at the end', '09123456789\0'],
    ['a null byte within', '0912\x003456789'],
    ['a line break within', '0912345\n6789'],
    ['two numbers', '09123456789 09351234567'],
    ['two numbers and a comma', '09123456789,09351234567'],
    ['two numbers and a slash', '09123456789/09351234567'],
    ['an RFC 3966 extension', '+989123456789;ext=12'],
    ['an extension', '09123456789 ext. 12'],
    ['an extension with x', '09123456789x12'],
    ['hostile length', '0'.repeat(100_000)],
    ['a short code', '110'],
    ['a foreign number without a sign', '573001234567'],
    ['superscript digits', '0912345678⁹'],
  ])('refuses %s', (_, input) => {
    expect(read(input)).toEqual(NOT_IRANIAN);
  });

  it.each<[string, CountryCode, string]>([
    ['+57 300', 'IR', 'Please provide a valid phone number for Colombia'],
    ['0057 300 123', 'IR', 'Please provide a valid phone number for Colombia'],
    ['+57 601 234 5678', 'IR', 'Please provide a valid phone number for Colombia'],
    ['+1 900 234 5678', 'IR', 'Please provide a valid phone number for United States'],
    ['+44 71', 'IR', 'Please provide a valid phone number for United Kingdom'],
    ['+98 912', 'CO', 'Please provide a valid Iranian phone number'],
    ['6012345678', 'CO', 'Please provide a valid phone number for Colombia'],
    ['03001234567', 'CO', 'Please provide a valid phone number for Colombia'],
    ['7911123456', 'GB', 'Please provide a valid phone number for United Kingdom'],
    ['+800 1234 5678', 'CO', 'Please provide a valid phone number for Colombia'],
    ['+999 123', 'CO', 'Please provide a valid phone number for Colombia'],
  ])('refuses %s, written in %s, with a sentence that names its country', (input, defaultCountry, sentence) => {
    expect(read(input, defaultCountry)).toEqual({ ok: false, sentence });
  });

  it('accepts landlines for calls', () => {
    expect(read('021 2234 5678', 'IR', 'call')).toEqual({ ok: true, e164: '+982122345678', country: 'IR' });
    expect(read('+57 601 234 5678', 'IR', 'call')).toMatchObject({ ok: true });
  });

  it.each(['+1 900 234 5678', '+44 909 879 0000', '+57 901 234 5678'])(
    'refuses the premium-rate number %s for calls',
    (input) => {
      expect(read(input, 'IR', 'call').ok).toBe(false);
    },
  );

  it('parses a number to the same result however it is written', () => {
    const iranian = fc.integer({ min: 0, max: 9_999_999 }).map((n) => `912${String(n).padStart(7, '0')}`);
    const prefix = fc.constantFrom('+98', '0098', '98', '0', '+98(0)');
    const digits = fc.constantFrom('0123456789', '۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩');
    const gap = fc.constantFrom('', '', ' ', '-', '\u200e', '\u00a0');
    const writing = fc.tuple(prefix, digits, fc.array(gap, { minLength: 16, maxLength: 16 }));
    fc.assert(
      fc.property(iranian, writing, (subscriber, [start, alphabet, gaps]) => {
        const characters = Array.from(start + subscriber, (c) => (/\d/.test(c) ? alphabet[Number(c)]! : c));
        const input = characters.map((c, i) => c + (gaps[i] ?? '')).join('');
        expect(read(input)).toEqual({ ok: true, e164: `+98${subscriber}`, country: 'IR' });
      }),
    );
  });

  it('accepts or refuses any text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (input) => {
        const result = read(input);
        expect(result.ok ? result.e164 : result.sentence).toMatch(result.ok ? /^\+[1-9]\d{6,14}$/ : /^Please provide/);
      }),
    );
  });
});

describe('maskPhoneNumber', () => {
  it.each([
    ['+989123456789', '+98912*****89'],
    ['+573001234567', '+57300*****67'],
    ['+12025550123', '+1202*****23'],
    ['+29012345', '+2*****45'],
    ['', ''],
    ['+98', '***'],
  ])('masks %j as %j', (e164, masked) => {
    expect(maskPhoneNumber(e164)).toBe(masked);
  });

  it('hides at least five digits of every number, and keeps its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 999_999_999_999_999 }), (n) => {
        const masked = maskPhoneNumber(`+${n}`);
        expect(masked).toHaveLength(`+${n}`.length);
        expect(masked.split('*').length - 1).toBeGreaterThanOrEqual(5);
      }),
    );
  });
});
