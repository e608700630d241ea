import { isIP } from 'node:net';
import { getCountries } from 'libphonenumber-js/max';
import { parseEmailAddress } from '../../common/email-address.js';
import { parsePhoneNumber, type CountryCode } from '../../common/phone-number.js';

export const LISTS = ['allow', 'block'] as const;
export type ListName = (typeof LISTS)[number];

export type EntryKind = 'country' | 'prefix' | 'number' | 'mailbox' | 'domain' | 'range';

export interface ListEntry {
  kind: EntryKind;
  /** In its one form: `IR`, `+98912*`, E.164, an address in lower case, `@b.example`, or a range such as `192.0.2.0/24`. */
  text: string;
}

export const ENTRY_FAULT =
  'entry must be a country such as IR, a prefix such as +98912*, a phone number, an e-mail address, a domain such as @b.example, or a range of client addresses such as 192.0.2.0/24';
/** The longest e-mail address. */
export const MAX_ENTRY_LENGTH = 254;

const COUNTRIES = new Set<string>(getCountries());
const RANGE_BITS = { 4: 32, 6: 128 } as const;

/** Undefined for text that is none of the six. */
export function parseListEntry(written: string, defaultCountry: CountryCode): ListEntry | undefined {
  const text = written.trim();
  if (text.length > MAX_ENTRY_LENGTH) return undefined;
  if (/^[a-z]{2}$/i.test(text)) {
    const country = text.toUpperCase();
    return COUNTRIES.has(country) ? { kind: 'country', text: country } : undefined;
  }
  if (/^\+[1-9]\d{0,13}\*$/.test(text)) return { kind: 'prefix', text };
  if (text.startsWith('@')) return parseDomain(text);
  if (text.includes('@')) {
    const mailbox = parseEmailAddress(text);
    return mailbox.ok ? { kind: 'mailbox', text: mailbox.address } : undefined;
  }
  return parseRange(text) ?? parseNumber(text, defaultCountry);
}

function parseDomain(text: string): ListEntry | undefined {
  const mailbox = parseEmailAddress(`name${text}`);
  return mailbox.ok ? { kind: 'domain', text: mailbox.address.slice('name'.length) } : undefined;
}

/** An address alone is a range of one. */
function parseRange(text: string): ListEntry | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return undefined;
  const most = RANGE_BITS[family as 4 | 6];
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
  return bits <= most ? { kind: 'range', text: `${address.toLowerCase()}/${bits}` } : undefined;
}

function parseNumber(text: string, defaultCountry: CountryCode): ListEntry | undefined {
  const number = parsePhoneNumber(text, { defaultCountry, channel: 'call' });
  return number.ok ? { kind: 'number', text: number.e164 } : undefined;
}
