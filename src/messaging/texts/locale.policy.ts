import Negotiator from 'negotiator';
import type { CountryCode } from '../../common/phone-number.js';
import { LOCALE_NAMES, LOCALES, type Locale } from './locale.registry.js';

const FALLBACK: Locale = 'en';

/**
 * Chooses the language of a message: the request's `locale`, then `Accept-Language`, then the country of the number.
 * Languages without texts are skipped.
 * @param options.requested a language tag such as `fa` or `fa-IR`
 */
export function chooseLocale(options: { requested?: string; acceptLanguage?: string; country?: CountryCode }): Locale {
  const { requested, acceptLanguage = '', country } = options;
  const accepted = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages();
  const tags = requested ? [requested, ...accepted] : accepted;
  return tags.map(localeOf).find((locale) => locale) ?? localeOfCountry(country) ?? FALLBACK;
}

function localeOf(tag: string): Locale | undefined {
  const language = tag.trim().split(/[-_]/)[0]?.toLowerCase();
  return LOCALE_NAMES.find((name) => name === language);
}

function localeOfCountry(country: CountryCode | undefined): Locale | undefined {
  return LOCALE_NAMES.find((name) => country && LOCALES[name].countries.includes(country));
}
