import Negotiator from 'negotiator';
import type { CountryCode } from '../../common/phone-number.js';
import { cleanText } from '../../common/text-cleaning.js';
import { LOCALE_NAMES, LOCALES, type Locale } from './locale.registry.js';

const FALLBACK: Locale = 'en';

/**
 * Chooses the language of a message: the request's `locale`, then `Accept-Language`, then the country of the number.
 * Languages without texts, and text that names none, are skipped.
 * @param options.requested a language tag such as `fa` or `fa-IR`, or a locale such as `fa_IR.UTF-8`
 */
export function chooseLocale(options: { requested?: string; acceptLanguage?: string; country?: CountryCode }): Locale {
  const { requested, acceptLanguage = '', country } = options;
  const accepted = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages();
  const tags = requested ? [requested, ...accepted] : accepted;
  return tags.map(localeOf).find((locale) => locale) ?? localeOfCountry(country) ?? FALLBACK;
}

function localeOf(tag: string): Locale | undefined {
  const [, language] = /^([a-z]+)(?:[-_.@]|$)/.exec(cleanText(tag).toLowerCase()) ?? [];
  return LOCALE_NAMES.find((name) => name === language);
}

function localeOfCountry(country: CountryCode | undefined): Locale | undefined {
  return LOCALE_NAMES.find((name) => country && LOCALES[name].countries.includes(country));
}
