import { AppError } from './app-error.js';
import { maskEmailAddress, parseEmailAddress } from './email-address.js';
import { maskPhoneNumber, parsePhoneNumber, type CountryCode } from './phone-number.js';
import { toHalfWidth } from './text-cleaning.js';

export type RecipientKind = 'phone' | 'email';

/** The number or address that a code or a message goes to, that limits count, and that signs in. */
export type Recipient =
  | { kind: 'phone'; /** E.164. */ value: string; country: CountryCode }
  | { kind: 'email'; /** As `parseEmailAddress` returns it. */ value: string };

/** A recipient as the client wrote it: one of the two. */
export interface RecipientInput {
  phoneNumber?: string;
  email?: string;
}

export interface RecipientOptions {
  defaultCountry: CountryCode;
  /** `sms` refuses numbers that cannot receive a text; `call` also accepts landlines. */
  channel: 'sms' | 'call';
}

export type ParsedRecipient =
  | { ok: true; recipient: Recipient }
  | { ok: false; kind: RecipientKind; /** For the client. */ sentence: string };

/** The longest input that is read at all, in characters. */
export const MAX_INPUT_LENGTH: Readonly<Record<RecipientKind, number>> = { phone: 64, email: 320 };

const FIELD = { phone: 'phone_number', email: 'email' } as const;
const INVALID = { phone: 'phone_number_invalid', email: 'email_invalid' } as const;

export function parseRecipient({ phoneNumber, email }: RecipientInput, options: RecipientOptions): ParsedRecipient {
  if (email !== undefined) {
    const parsed = parseEmailAddress(email);
    if (!parsed.ok) return { ok: false, kind: 'email', sentence: parsed.sentence };
    return { ok: true, recipient: { kind: 'email', value: parsed.address } };
  }
  const parsed = parsePhoneNumber(phoneNumber ?? '', options);
  if (!parsed.ok) return { ok: false, kind: 'phone', sentence: parsed.sentence };
  return { ok: true, recipient: { kind: 'phone', value: parsed.e164, country: parsed.country } };
}

/**
 * @param field the field or parameter that gets the blame; that of the kind where absent
 * @throws AppError validation_failed, phone_number_invalid, email_invalid
 */
export function readRecipient(input: RecipientInput, options: RecipientOptions, field?: string): Recipient {
  if (input.phoneNumber !== undefined && input.email !== undefined) {
    const sentence = 'send phone_number or email, not both';
    throw new AppError('validation_failed', { detail: sentence, errors: { email: [sentence] } });
  }
  const parsed = parseRecipient(input, options);
  if (parsed.ok) return parsed.recipient;
  const { kind, sentence } = parsed;
  throw new AppError(INVALID[kind], { detail: sentence, errors: { [field ?? FIELD[kind]]: [sentence] } });
}

/** Tells by the `@` which of the two a text is. A leading space is a `+` that a URL did not escape as `%2B`. */
export function recipientInputOf(text: string): RecipientInput {
  return kindOf(toHalfWidth(text)) === 'email' ? { email: text } : { phoneNumber: text.replace(/^ (?=\d)/, '+') };
}

/** No number has an `@`, every address has one. */
export function kindOf(text: string): RecipientKind {
  return text.includes('@') ? 'email' : 'phone';
}

/** For logs and audit rows: `+98912*****89`, `s***@example.com`. */
export function maskRecipient(value: string): string {
  return kindOf(value) === 'email' ? maskEmailAddress(value) : maskPhoneNumber(value);
}

/** The field of an answer that holds the recipient. */
export function recipientFields(value: string): { phone_number: string } | { email: string } {
  return kindOf(value) === 'email' ? { email: value } : { phone_number: value };
}
