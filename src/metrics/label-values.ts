/** The label has no value here, such as the country of an e-mail address. */
export const NONE = 'none';
/** A value that is not known, or one too many. */
export const OTHER = 'other';

/** Different codes of one provider. Each is a series of its own, and the provider decides how many there are. */
const MAX_CODES = 100;

const codesOfProviders = new Map<string, Set<string>>();

/** A status code or error code of a provider: `other` for text, and beyond the first hundred codes of the provider. */
export function codeLabel(provider: string, code: number | string | undefined): string {
  if (code === undefined) return NONE;
  const text = String(code);
  if (!/^-?\d{1,6}$/.test(text)) return OTHER;
  const known = codesOfProviders.get(provider) ?? new Set();
  codesOfProviders.set(provider, known);
  if (known.size < MAX_CODES) known.add(text);
  return known.has(text) ? text : OTHER;
}

/** The country of a recipient: an ISO code, or `none` for an e-mail address. */
export function countryLabel(country: string | null | undefined, channel: string): string {
  if (country) return country;
  return channel === 'email' ? NONE : OTHER;
}
