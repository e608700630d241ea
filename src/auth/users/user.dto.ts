import { ApiProperty } from '@nestjs/swagger';
import type { UserRecord } from './user.repository.js';

const ROLES = ['user', 'admin'] as const;

export class UserDto {
  /** Stays the same for as long as the user is known. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** E.164. @example '+989123456789' */
  phone_number!: string | null;
  /** Whether a code that was sent to the number has been entered. @example true */
  phone_verified!: boolean;
  /** In lower case. @example 'sara@example.com' */
  email!: string | null;
  /** Whether a code that was sent to the address has been entered. @example true */
  email_verified!: boolean;
  /** What the user may do. @example 'user' */
  @ApiProperty({ enum: ROLES })
  role!: (typeof ROLES)[number];
  /** When the user signed in for the first time. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

export function toUserDto(
  user: Pick<UserRecord, 'id' | 'phone' | 'phoneVerifiedAt' | 'email' | 'emailVerifiedAt' | 'role' | 'createdAt'>,
): UserDto {
  return {
    id: user.id,
    phone_number: user.phone,
    phone_verified: user.phoneVerifiedAt !== null,
    email: user.email,
    email_verified: user.emailVerifiedAt !== null,
    role: user.role,
    created_at: user.createdAt.toISOString(),
  };
}
