/**
 * Languages of Verify's own texts (https://www.twilio.com/docs/verify/supported-languages). It answers 404 to any other
 * language, including Persian. Without a language it uses the one of the recipient's country.
 */
const LOCALES = new Set(
  (
    'af ar ca zh zh-cn zh-hk hr cs da nl en en-gb et fi fr de el he hi hu id it ja kn ko lt ms mr nb pl pt pt-br ro ru ' +
    'sk es sv tl te th tr'
  ).split(' '),
);

/** The `Locale` of a verification, if Verify has the language. */
export function localeOf(locale: string): { Locale?: string } {
  const [language = '', region] = locale.toLowerCase().split(/[-_]/);
  const known = [`${language}-${region}`, language].find((name) => LOCALES.has(name));
  if (!known) return {};
  const [name = '', country] = known.split('-');
  return { Locale: country ? `${name}-${country.toUpperCase()}` : name };
}
