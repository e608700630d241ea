import { AppError } from '../../common/app-error.js';
import { parseEmailAddress } from '../../common/email-address.js';
import { parsePhoneNumber, type CountryCode } from '../../common/phone-number.js';

export type RecipientKind = 'phone' | 'email';

/** Whom a code is for; also what the limits count, and who signs in. */
export type Recipient =
  | { kind: 'phone'; /** E.164. */ value: string; country: CountryCode }
  | { kind: 'email'; /** As `parseEmailAddress` writes it. */ value: string };

/** As a request names it: one of both. */
export interface RecipientInput {
  phoneNumber?: string;
  email?: string;
}

/**
 * @param channel whether the number has to be one that gets texts, or may be one that can only be called
 * @throws AppError validation_failed, phone_number_invalid, email_invalid
 */
export function readRecipient(
  { phoneNumber, email }: RecipientInput,
  { defaultCountry, channel }: { defaultCountry: CountryCode; channel: 'sms' | 'call' },
): Recipient {
  if (phoneNumber !== undefined && email !== undefined) {
    const sentence = 'send phone_number or email, not both';
    throw new AppError('validation_failed', { detail: sentence, errors: { email: [sentence] } });
  }
  if (email !== undefined) {
    const parsed = parseEmailAddress(email);
    if (parsed.ok) return { kind: 'email', value: parsed.address };
    throw new AppError('email_invalid', { detail: parsed.sentence, errors: { email: [parsed.sentence] } });
  }
  const parsed = parsePhoneNumber(phoneNumber ?? '', { defaultCountry, channel });
  if (parsed.ok) return { kind: 'phone', value: parsed.e164, country: parsed.country };
  throw new AppError('phone_number_invalid', {
    detail: parsed.sentence,
    errors: { phone_number: [parsed.sentence] },
  });
}

/** The kind of a recipient that is stored: no number has an `@`. */
export function kindOf(value: string): RecipientKind {
  return value.includes('@') ? 'email' : 'phone';
}

/** As answers name it. */
export function recipientFields(value: string): { phone_number: string } | { email: string } {
  return kindOf(value) === 'email' ? { email: value } : { phone_number: value };
}
