import { AppError } from '../../common/app-error.js';
import type { RecipientInput, RecipientKind } from '../../common/recipient.js';
import type { UserRecord } from '../users/user.repository.js';

const NOTHING_TO_VERIFY = {
  phone: 'Your account has no phone number. Add one with PATCH /api/v1/auth/me.',
  email: 'Your account has no e-mail address. Add one with PATCH /api/v1/auth/me.',
};

/**
 * The number or address that a code verifies: the one the user is changing to, otherwise the current one.
 * @throws AppError validation_failed
 */
export function contactToVerify(user: UserRecord, kind: RecipientKind): string {
  const contact = pendingContactOf(user, kind) ?? user[kind];
  if (contact === null) throw new AppError('validation_failed', { detail: NOTHING_TO_VERIFY[kind] });
  return contact;
}

/** Null if the user has none, or it is not verified. */
export function verifiedContactOf(user: UserRecord, kind: RecipientKind): string | null {
  return kind === 'email' ? user.emailVerifiedAt && user.email : user.phoneVerifiedAt && user.phone;
}

export function pendingContactOf(user: UserRecord, kind: RecipientKind): string | null {
  return kind === 'email' ? user.pendingEmail : user.pendingPhone;
}

/** Columns that store the number or address the user is changing to. */
export function pendingColumns(kind: RecipientKind, contact: string | null) {
  return kind === 'email' ? { pendingEmail: contact } : { pendingPhone: contact };
}

export function recipientInput(kind: RecipientKind, contact: string): RecipientInput {
  return kind === 'email' ? { email: contact } : { phoneNumber: contact };
}
