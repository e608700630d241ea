import type { AdminUserDto } from '../admin/index.js';
import { fields } from './text.js';

/** The row of a user, for people. */
export function describeUser(user: AdminUserDto): string[] {
  return fields({
    id: user.id,
    number: withMark(user.phone_number, user.phone_verified_at),
    'e-mail': withMark(user.email, user.email_verified_at),
    role: user.role,
    blocked: user.blocked_at === null ? 'no' : `since ${user.blocked_at}`,
    created: user.created_at,
    'last sign-in': user.last_login_at,
    'last active': user.last_active_at,
  });
}

function withMark(contact: string | null, verifiedAt: string | null): string | null {
  return contact === null || verifiedAt !== null ? contact : `${contact} (not verified)`;
}
