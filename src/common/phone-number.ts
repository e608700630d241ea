import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
  type PhoneNumberType,
} from 'libphonenumber-js/max';
import { toAsciiDigits } from './digits.js';

export type { CountryCode };

export type ParsedPhoneNumber = { ok: true; e164: string; country: CountryCode } | { ok: false; sentence: string };

/** In characters; limits the work on hostile input. */
const MAX_LENGTH = 64;
/** Bidirectional and zero-width marks, which are copied along with a number from right-to-left text. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const SEPARATORS = /[ \t\u00a0\u2000-\u200a\u202f().\-\u2010-\u2015\u2212]/g;
const UNREACHABLE_BY_SMS = new Set<PhoneNumberType>([
  'FIXED_LINE',
  'PAGER',
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'UAN',
  'VOICEMAIL',
]);

/** Countries by calling code; of those that share a code, the main country of libphonenumber. */
const COUNTRIES = new Map<string, CountryCode>([
  ...getCountries().map((country) => [getCountryCallingCode(country), country] as const),
  ...(['AU', 'CW', 'FI', 'GB', 'GP', 'IT', 'MA', 'NO', 'RE', 'RU', 'SH', 'US'] as const).map(
    (country) => [getCountryCallingCode(country), country] as const,
  ),
]);
const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/**
 * Parses one number: international (`+98…`, `0098…`, or `98…` of the default country) or national with the trunk prefix
 * of its country (`0912…`; Colombia has none). Digits may be Persian or Arabic-Indic, and spaces, dashes, dots and
 * parentheses may separate them. Refuses national numbers without their prefix, impossible numbers, extensions, and
 * numbers whose type the channel cannot reach (a landline can be called).
 * @returns E.164 and its ISO country, or a public sentence that names the country
 */
export function parsePhoneNumber(
  input: string,
  options: { defaultCountry: CountryCode; channel: 'sms' | 'call' },
): ParsedPhoneNumber {
  const written = input.length <= MAX_LENGTH ? plainForm(input) : undefined;
  if (written === undefined) return { ok: false, sentence: invalidNumberSentence(options.defaultCountry) };
  const number = written.startsWith('+') ? international(written) : national(written, options.defaultCountry);
  if (number?.country && number.isValid() && reaches(options.channel, number.getType())) {
    return { ok: true, e164: number.number, country: number.country };
  }
  return { ok: false, sentence: invalidNumberSentence(countryOf(written) ?? options.defaultCountry) };
}

/** Masks a number for logs. Shows at most the first six and the last two characters, and hides at least five: `+98912*****89`. */
export function maskPhoneNumber(e164: string): string {
  const tail = e164.slice(Math.max(5, e164.length - 2));
  const head = e164.slice(0, Math.max(0, Math.min(6, e164.length - 7)));
  return head + '*'.repeat(e164.length - head.length - tail.length) + tail;
}

/** Returns ASCII digits, after a `+` if the number is international; undefined if it contains anything else. */
function plainForm(input: string): string | undefined {
  const digits = toAsciiDigits(input.replace(INVISIBLE, '').trim()).replace(SEPARATORS, '').replace(/^00/, '+');
  return /^\+?\d+$/.test(digits) ? digits : undefined;
}

function international(written: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(written, { extract: false });
}

/**
 * libphonenumber accepts `9123456789` for Iran, although a digit may be missing instead of the 0. So the number must be
 * written as in its country: with the trunk prefix, if the country uses one.
 */
function national(written: string, defaultCountry: CountryCode): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(written, { defaultCountry, extract: false });
  if (!number || number.countryCallingCode !== getCountryCallingCode(defaultCountry)) return undefined;
  const dialled = number.formatNational().replace(/\D/g, '');
  const forms = [dialled, number.countryCallingCode + number.nationalNumber, number.countryCallingCode + dialled];
  return forms.includes(written) ? number : undefined;
}

function reaches(channel: 'sms' | 'call', type: PhoneNumberType | undefined): boolean {
  if (type === undefined) return false;
  return !UNREACHABLE_BY_SMS.has(type) || (channel === 'call' && type === 'FIXED_LINE');
}

/** Returns the country of the calling code. No code is a prefix of another. */
function countryOf(written: string): CountryCode | undefined {
  if (!written.startsWith('+')) return undefined;
  return [1, 2, 3].map((length) => COUNTRIES.get(written.slice(1, 1 + length))).find((country) => country);
}

function invalidNumberSentence(country: CountryCode): string {
  if (country === 'IR') return 'Please provide a valid Iranian phone number';
  return `Please provide a valid phone number for ${countryNames.of(country)}`;
}
