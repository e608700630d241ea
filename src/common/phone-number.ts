import { getCountries, getCountryCallingCode, type CountryCode, type PhoneNumberType } from 'libphonenumber-js/max';
import { iranianMobile, parseInternational, parseNational, plainForm } from './phone-number-forms.js';

export type { CountryCode };

export type ParsedPhoneNumber = { ok: true; e164: string; country: CountryCode } | { ok: false; sentence: string };

/** In characters; limits the work on hostile input. */
const MAX_LENGTH = 64;
const UNREACHABLE_BY_SMS = new Set<PhoneNumberType>([
  'FIXED_LINE',
  'PAGER',
  'PERSONAL_NUMBER',
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
/** What the sentence for an invalid number adds, where a mobile number looks like a landline unless it is written so. */
const HOW_TO_WRITE: Partial<Record<CountryCode, string>> = {
  AR: ', with a 9 after +54 if it is a mobile number',
};
const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/**
 * Parses one number: international (`+98…`, `0098…`, or `98…` of the default country) or national with the trunk prefix
 * of its country (`0912…`; Colombia has none). The text is cleaned as `cleanText` does, and spaces, dashes, dots and
 * parentheses may separate the digits. Refuses national numbers without their prefix where people write it, impossible
 * numbers, extensions, and numbers whose type the channel cannot reach (a landline can be called).
 * @returns E.164 and its ISO country, or a public sentence that names the country
 */
export function parsePhoneNumber(
  input: string,
  options: { defaultCountry: CountryCode; channel: 'sms' | 'call' },
): ParsedPhoneNumber {
  const { defaultCountry, channel } = options;
  const written = input.length <= MAX_LENGTH ? plainForm(input, defaultCountry) : undefined;
  if (written === undefined) return { ok: false, sentence: invalidNumberSentence(defaultCountry) };
  const number = written.startsWith('+') ? parseInternational(written) : parseNational(written, defaultCountry);
  if (number?.country && number.isValid() && reaches(channel, number.getType())) {
    return { ok: true, e164: number.number, country: number.country };
  }
  const iranian = iranianMobile(written, defaultCountry);
  if (iranian !== undefined) return { ok: true, e164: iranian, country: 'IR' };
  return { ok: false, sentence: invalidNumberSentence(countryOf(written) ?? defaultCountry) };
}

/** Returns the calling code of a country, such as `98`. */
export function callingCodeOf(country: CountryCode): string {
  return getCountryCallingCode(country);
}

/** Masks a number for logs. Shows at most the first six and the last two characters, and hides at least five: `+98912*****89`. */
export function maskPhoneNumber(e164: string): string {
  const tail = e164.slice(Math.max(5, e164.length - 2));
  const head = e164.slice(0, Math.max(0, Math.min(6, e164.length - 7)));
  return head + '*'.repeat(e164.length - head.length - tail.length) + tail;
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
  return `Please provide a valid phone number for ${countryNames.of(country)}${HOW_TO_WRITE[country] ?? ''}`;
}
