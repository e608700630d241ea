import { isUUID } from 'class-validator';
import type { CountryCode } from '../../common/phone-number.js';
import { maskRecipient, parseRecipient, recipientInputOf } from '../../common/recipient.js';

/** A country, or a prefix that is no full number. */
const NAMES_NOBODY = /^(?:[A-Z]{2}|\+\d{1,8}\*|allow|block)$/;

/** The parts of a request that may name its target, not yet validated. */
export interface AuditedRequest {
  params: unknown;
  query: unknown;
  body: unknown;
}

/**
 * The target of a request as it is recorded: the id in its path, query or body, or the one recipient it names, masked. Undefined if
 * there is neither, and for text that cannot be read, because that may hold a number too.
 */
export function auditTarget({ params, query, body }: AuditedRequest, defaultCountry: CountryCode): string | undefined {
  const id = fieldOf(params, 'id') ?? fieldOf(query, 'id');
  if (id !== undefined) return isUUID(id) ? id : undefined;
  const inQuery = fieldOf(query, 'phone') ?? fieldOf(query, 'phone_number');
  const text =
    fieldOf(params, 'phone') ??
    inQuery ??
    fieldOf(body, 'receptor') ??
    fieldOf(body, 'query') ??
    fieldOf(body, 'entry');
  if (text === undefined || isUUID(text) || NAMES_NOBODY.test(text)) return text;
  const parsed = parseRecipient(recipientInputOf(text), { defaultCountry, channel: 'call' });
  return parsed.ok ? maskRecipient(parsed.recipient.value) : undefined;
}

/** A string, or the one string of a list. */
function fieldOf(part: unknown, name: string): string | undefined {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) return undefined;
  const value = (part as Record<string, unknown>)[name];
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : undefined;
}
