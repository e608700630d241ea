import type { CountryCode } from '../../common/phone-number.js';
import { LOCALE_NAMES, LOCALES, type Locale } from './locale.registry.js';

const FALLBACK: Locale = 'en';

/**
 * The language of a message: the request's own wish, then `Accept-Language`, then the number's country.
 * Languages Ramz has no texts for are passed over.
 * @param wishes.requested a language tag such as `fa` or `fa-IR`
 */
export function chooseLocale(options: { requested?: string; acceptLanguage?: string; country?: CountryCode }): Locale {
  const { requested, acceptLanguage, country } = options;
  const tags = [...(requested ? [requested] : []), ...preferred(acceptLanguage ?? '')];
  return tags.map(localeOf).find((locale) => locale) ?? localeOfCountry(country) ?? FALLBACK;
}

function localeOf(tag: string): Locale | undefined {
  const language = tag.trim().split(/[-_]/)[0]?.toLowerCase();
  return LOCALE_NAMES.find((name) => name === language);
}

function localeOfCountry(country: CountryCode | undefined): Locale | undefined {
  return LOCALE_NAMES.find((name) => country && LOCALES[name].countries.includes(country));
}

/** Tags by falling weight, RFC 9110 section 12.5.4; weight 0 means "not acceptable". */
function preferred(acceptLanguage: string): string[] {
  return acceptLanguage
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((first, second) => second.weight - first.weight)
    .map(({ tag }) => tag);
}
