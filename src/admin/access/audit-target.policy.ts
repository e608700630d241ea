import { isUUID } from 'class-validator';
import { maskEmailAddress, parseEmailAddress } from '../../common/email-address.js';
import { maskPhoneNumber, parsePhoneNumber, type CountryCode } from '../../common/phone-number.js';

/** The parts of a request that may name what is acted on, not yet checked. */
export interface AskedFor {
  params: unknown;
  query: unknown;
  body: unknown;
}

/**
 * What a request acts on, as it may be recorded: the id in its path, or the one recipient that it names, masked.
 * Undefined where there is neither, and for whatever cannot be read: that may be a number too.
 */
export function auditTarget({ params, query, body }: AskedFor, defaultCountry: CountryCode): string | undefined {
  const id = fieldOf(params, 'id');
  if (id !== undefined) return isUUID(id) ? id : undefined;
  const written = fieldOf(params, 'phone') ?? fieldOf(query, 'phone') ?? fieldOf(body, 'receptor');
  return written === undefined ? undefined : maskRecipient(written, defaultCountry);
}

function maskRecipient(written: string, defaultCountry: CountryCode): string | undefined {
  // A + that was not written as %2B arrives as a space.
  const phone = parsePhoneNumber(written.replace(/^ (?=\d)/, '+'), { defaultCountry, channel: 'call' });
  if (phone.ok) return maskPhoneNumber(phone.e164);
  const email = parseEmailAddress(written);
  return email.ok ? maskEmailAddress(email.address) : undefined;
}

/** A text, also where it is the one item of a list. */
function fieldOf(part: unknown, name: string): string | undefined {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) return undefined;
  const value = (part as Record<string, unknown>)[name];
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : undefined;
}
