import {
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { cleanText, removeSpacesAndDashes } from './text-cleaning.js';

/**
 * Countries, besides those of the calling code 1, whose people also write mobile numbers without the prefix of national
 * calls, or with others than libphonenumber writes. Their numbers have a fixed length, so no digit can be missing instead.
 * libphonenumber marks the prefix as optional in IN, KZ, LT, RU, SY, TR and VN, and mobile numbers of CU, TM and YE are
 * dialled without it. In AR the 15 or the 9 identifies a mobile number, and BR also dials the code of a carrier.
 */
const PREFIX_IS_OPTIONAL = new Set<CountryCode>([
  'AR',
  'BR',
  'CU',
  'IN',
  'KZ',
  'LT',
  'RU',
  'SY',
  'TM',
  'TR',
  'VN',
  'YE',
]);

/** Older forms that libphonenumber does not read, and their current ones. */
const OLD_FORMS: readonly [RegExp, string][] = [
  // The 1 that Mexico dropped in 2019.
  [/^\+521(\d{10})$/, '+52$1'],
  // The 15 of Argentine national calls beside the 9 of international ones.
  [/^\+549(?=\d{12}$)(\d{2,4}15\d+)$/, '+54$1'],
];
/** The same for numbers without a `+`. */
const OLD_NATIONAL_FORMS: Partial<Record<CountryCode, [RegExp, string]>> = {
  // 0xx11…, where xx stands for the code of a carrier.
  BR: [/^0xx(?=\d)/i, '0'],
  // Prefixes of national calls until 2019.
  MX: [/^0(?:1|4[45])(?=\d{10}$)/, ''],
};

/** Returns ASCII digits, after a `+` if the number is international; undefined if it contains anything else. */
export function plainForm(input: string, defaultCountry: CountryCode): string | undefined {
  const [old, current] = OLD_NATIONAL_FORMS[defaultCountry] ?? [/^$/, ''];
  const text = removeSpacesAndDashes(cleanText(input)).replace(/[().]/g, '');
  const digits = text.replace(old, current).replace(/^00/, '+');
  return /^\+?\d+$/.test(digits) ? digits : undefined;
}

/** Parses a number with a `+`. */
export function parseInternational(written: string): PhoneNumber | undefined {
  const current = OLD_FORMS.reduce((text, [old, form]) => text.replace(old, form), written);
  return parsePhoneNumberFromString(current, { extract: false });
}

/** Parses a national number, or one that begins with the calling code of the default country. */
export function parseNational(written: string, defaultCountry: CountryCode): PhoneNumber | undefined {
  const callingCode = getCountryCallingCode(defaultCountry);
  const number = parsePhoneNumberFromString(written, { defaultCountry, extract: false });
  const isNational = number?.countryCallingCode === callingCode && number.isValid();
  if (isNational && isWrittenLike(number, written, defaultCountry)) return number;
  return written.startsWith(callingCode) ? parseInternational(`+${written}`) : undefined;
}

/**
 * libphonenumber accepts `9123456789` for Iran, although a digit may be missing instead of the 0. So a national number
 * must be written as in its country: with the trunk prefix, if its people always write one.
 */
function isWrittenLike(number: PhoneNumber, written: string, defaultCountry: CountryCode): boolean {
  if (number.countryCallingCode === '1' || PREFIX_IS_OPTIONAL.has(defaultCountry)) return true;
  return written === number.formatNational().replace(/\D/g, '');
}

/** Iran assigns ranges of mobile numbers before libphonenumber knows them, so every 9 with nine more digits is accepted. */
export function iranianMobile(written: string, defaultCountry: CountryCode): string | undefined {
  const form = defaultCountry === 'IR' ? /^(?:\+?980?|0)(9\d{9})$/ : /^\+?980?(9\d{9})$/;
  const [, subscriber] = form.exec(written) ?? [];
  return subscriber && `+98${subscriber}`;
}
