import { ApiProperty } from '@nestjs/swagger';

const ROLES = ['user', 'admin'] as const;

export class UserDto {
  /** Never changes. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** In E.164. @example '+989123456789' */
  phone_number!: string | null;
  /** Whether the user has entered a code that was sent to the number. @example true */
  phone_verified!: boolean;
  /** In lower case; null until it is verified. @example 'sara@example.com' */
  email!: string | null;
  /** Whether the user has entered a code that was sent to the address. @example true */
  email_verified!: boolean;
  /** What the user may do. @example 'user' */
  @ApiProperty({ enum: ROLES })
  role!: (typeof ROLES)[number];
  /** When the user signed in for the first time. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}
