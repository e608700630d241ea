import type { UserDto } from './user.dto.js';
import type { UserRecord } from './user.repository.js';

export function toUserDto(
  user: Pick<UserRecord, 'id' | 'phone' | 'phoneVerifiedAt' | 'email' | 'emailVerifiedAt' | 'role' | 'createdAt'>,
): UserDto {
  return {
    id: user.id,
    phone_number: user.phone,
    phone_verified: user.phoneVerifiedAt !== null,
    // An address that has lost its mark may be that of an earlier owner of the number.
    email: user.emailVerifiedAt && user.email,
    email_verified: user.emailVerifiedAt !== null,
    role: user.role,
    created_at: user.createdAt.toISOString(),
  };
}
