import type { Options } from './api.js';
import { toAsciiDigits } from './digits.js';

type Countries = Options['countries'];

/**
 * The number as the server reads it. Whether it exists, and what to do with a trunk prefix, is the server's to judge.
 * @param typed international, or as dialled in the country
 * @param code the country's calling code
 */
export function internationalForm(typed: string, code: string | undefined): string {
  const number = compact(typed);
  if (number.startsWith('+') || !code) return number;
  // The calling code without its plus sign, as many people write their number.
  const isComplete = number.startsWith(code) && number.length >= code.length + 10;
  return isComplete ? `+${number}` : `+${code}${number}`;
}

/**
 * The country and national part of an international number; undefined if none of the countries has its calling code.
 * @param current preferred where several countries share a calling code
 */
export function splitInternational(
  typed: string,
  countries: Countries,
  current: string,
): { country: string; national: string } | undefined {
  const number = compact(typed);
  const country = [current, ...Object.keys(countries)].find((each) => number.startsWith(`+${countries[each]}`));
  return country === undefined ? undefined : { country, national: number.slice(1 + countries[country]!.length) };
}

/** E.164 in groups that stay on one line; as it is if its country is not known. */
export function readableNumber(e164: string, countries: Countries): string {
  const split = splitInternational(e164, countries, '');
  if (!split) return e164;
  return `+${countries[split.country]}\u00a0${split.national.replace(/\d{3}(?=\d{2,})/g, '$&\u00a0')}`;
}

function compact(typed: string): string {
  return toAsciiDigits(typed)
    .replace(/[\s().\p{Pd}]/gu, '')
    .replace(/^00/, '+');
}
