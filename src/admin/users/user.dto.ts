import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';

const QUERY_LENGTH = Math.max(...Object.values(MAX_INPUT_LENGTH));
const QUERY_FAULT = 'query must be the id, the phone number or the e-mail address of a user';
const PAGE = 50;
const LARGEST_PAGE = 100;
const LIMIT_FAULT = `limit must be a whole number from 1 to ${LARGEST_PAGE}`;

export class ListUsersDto {
  /** The id of the user. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'id must be the UUID of a user' })
  id!: string;
}

export class FindUserDto {
  /** The id, the phone number in any form, or the e-mail address of a user. @example '09123456789' */
  @Length(1, QUERY_LENGTH, { message: QUERY_FAULT })
  @IsString({ message: QUERY_FAULT })
  query!: string;
}

export class ListUserSessionsDto {
  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @IsUUID(undefined, { message: 'cursor must be the next_cursor of the page before' })
  cursor?: string;

  /** How many sessions the page has at most. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Min(1, { message: LIMIT_FAULT })
  @Max(LARGEST_PAGE, { message: LIMIT_FAULT })
  @IsInt({ message: LIMIT_FAULT })
  @Type(() => Number)
  limit: number = PAGE;
}

export class AdminUserDto {
  /** Never changes. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** In E.164. @example '+989123456789' */
  phone_number!: string | null;
  /** When the user first entered a code that was sent to the number. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  phone_verified_at!: string | null;
  /** In lower case. @example 'sara@example.com' */
  email!: string | null;
  /** When the user first entered a code that was sent to the address. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  email_verified_at!: string | null;
  /** What the user may do. */
  @ApiProperty({ enum: ['user', 'admin'], example: 'user' })
  role!: string;
  /** When the user was blocked; null if the user is not. @example '2026-02-28T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  blocked_at!: string | null;
  /** When the user signed in for the first time. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  /** When the user last signed in. @example '2026-02-27T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_login_at!: string | null;
  /** When a session of the user was last refreshed, to the hour. @example '2026-02-28T09:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_active_at!: string | null;
}

export class AdminUserPageDto {
  /** The user; empty if there is none. */
  @ApiProperty({ type: [AdminUserDto] })
  items!: AdminUserDto[];
  /** Always null, because a query finds one user at most. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  next_cursor!: string | null;
}

export class UserSessionDto {
  /** Also the claim `sid` of the session's access tokens. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** The User-Agent at sign-in, up to 256 characters. @example 'Mozilla/5.0 (Linux; Android 10; K) …' */
  user_agent!: string | null;
  /** When the device signed in. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  /** When the device last signed in or exchanged its refresh token. @example '2026-01-31T12:15:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_used_at!: string;
  /** When the session ends, unless its refresh token is exchanged before. @example '2026-03-02T12:15:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
}

export class UserSessionPageDto {
  /** The sessions that have not ended, the newest first. */
  @ApiProperty({ type: [UserSessionDto] })
  items!: UserSessionDto[];
  /** Pass it as `cursor` to get the next page; null on the last page. */
  @ApiProperty({ type: 'string', nullable: true, example: '0198c5e2-7b1a-7000-8000-123456789012' })
  next_cursor!: string | null;
}

export class EndedSessionsDto {
  /** How many sessions ended. @example 2 */
  @ApiProperty({ type: 'integer' })
  ended!: number;
}

export class ErasedUserDto {
  /** How many sessions were deleted. @example 2 */
  @ApiProperty({ type: 'integer' })
  sessions!: number;
  /** How many codes were deleted. @example 5 */
  @ApiProperty({ type: 'integer' })
  codes!: number;
  /** How many messages are kept under a pseudonym. @example 5 */
  @ApiProperty({ type: 'integer' })
  messages!: number;
  /** How many events show the pseudonym from now on. @example 12 */
  @ApiProperty({ type: 'integer' })
  events!: number;
}

export class UserExportDto {
  /** The row of the user. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { id: '0198c5e2-7b1a-7000-8000-123456789012' } })
  user!: Record<string, unknown>;
  /** Every stored session, ended ones too. */
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: true,
      example: { id: '0198c5e2-7b1a-7000-8000-123456789012', created_at: '2026-01-31T12:00:00.000Z' },
    },
  })
  sessions!: Record<string, unknown>[];
  /** Every stored code, without its digest. */
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: true,
      example: { purpose: 'login', status: 'used', created_at: '2026-01-31T12:00:00.000Z' },
    },
  })
  codes!: Record<string, unknown>[];
  /** Every stored message with its attempts, without its text. */
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: true,
      example: { kind: 'otp', status: 'delivered', created_at: '2026-01-31T12:00:00.000Z' },
    },
  })
  messages!: Record<string, unknown>[];
}
