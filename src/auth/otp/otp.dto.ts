import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength, ValidateIf } from 'class-validator';

/** What a code can be asked for. */
export const PURPOSES = ['login', 'registration'] as const;
export type Purpose = (typeof PURPOSES)[number];

const CHANNELS = ['sms', 'call'] as const;
export type PhoneChannel = (typeof CHANNELS)[number];

const PHONE_LENGTH = 64;

/** Many clients write null for a member that has no value: it means what leaving the member out means. */
const NullMeans = (value: string | undefined) =>
  Transform(({ value: given }: TransformFnParams): unknown => given ?? value);

// Of several checks of a member the one that stands nearest to it is made first, and the first that fails is told.

export class AskForCodeDto {
  /**
   * The number, in international form or as it is dialled at home; Persian and Arabic digits, spaces and dashes may stand in it.
   * @example '09123456789'
   */
  @MaxLength(PHONE_LENGTH, { message: `phone_number must have at most ${PHONE_LENGTH} characters` })
  @IsString({ message: 'phone_number must be a string such as "+989123456789"' })
  phone_number!: string;

  /** What the code is for: a code of one purpose serves no other. */
  @ApiPropertyOptional({ enum: PURPOSES })
  @NullMeans('login')
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose: Purpose = 'login';

  /** How the code is delivered: as a text, or read out in a call. */
  @ApiPropertyOptional({ enum: CHANNELS })
  @NullMeans('sms')
  @IsIn(CHANNELS, { message: `channel must be one of ${CHANNELS.join(', ')}` })
  channel: PhoneChannel = 'sms';

  /**
   * Language of the text; otherwise that of the Accept-Language header, otherwise that of the number's country.
   * @example 'fa'
   */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, { message: 'locale must be a language tag such as "fa" or "en-GB"' })
  locale?: string;
}

export class CodeSentDto {
  /** The number in E.164. @example '+989123456789' */
  phone_number!: string;
  /** A sentence for people. @example 'OTP sent successfully' */
  message!: string;
  /** Seconds until the code ends. @example 300 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
  /** Seconds until a client should offer to send again. @example 30 */
  @ApiProperty({ type: 'integer' })
  resend_in!: number;
  /** Names this code at verification. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  @ApiProperty({ format: 'uuid' })
  challenge_id!: string;
  /** How the code was sent. @example 'sms' */
  @ApiProperty({ enum: CHANNELS })
  channel!: PhoneChannel;
  /** How many digits to ask for. @example 6 */
  @ApiProperty({ type: 'integer' })
  code_length!: number;
}

export class VerifyCodeDto {
  /**
   * The number the code went to; not needed with `challenge_id`.
   * @example '09123456789'
   */
  @NullMeans(undefined)
  @ValidateIf((dto: VerifyCodeDto) => dto.phone_number !== undefined || dto.challenge_id === undefined)
  @MaxLength(PHONE_LENGTH, { message: `phone_number must have at most ${PHONE_LENGTH} characters` })
  @IsString({ message: 'send phone_number, a string such as "+989123456789", or challenge_id' })
  phone_number?: string;

  /** The `challenge_id` that came with the code. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @NullMeans(undefined)
  @IsOptional()
  @IsUUID(undefined, { message: 'challenge_id must be the UUID that came with the code' })
  challenge_id?: string;

  /** The digits the user entered. @example '123456' */
  @NullMeans(undefined)
  @ValidateIf((dto: VerifyCodeDto) => dto.code !== undefined || dto.otp_code === undefined)
  @Length(4, 32, { message: 'code must be the digits of the code that was sent' })
  @IsString({ message: 'code must be a string of digits' })
  code?: string;

  /** The same as `code`, under the name of older clients. @example '123456' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(4, 32, { message: 'otp_code must be the digits of the code that was sent' })
  @IsString({ message: 'otp_code must be a string of digits' })
  otp_code?: string;

  /** What the code was asked for. */
  @ApiPropertyOptional({ enum: PURPOSES })
  @NullMeans('login')
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose: Purpose = 'login';
}

export class UserDto {
  /** Stays the same for as long as the user is known. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** E.164. @example '+989123456789' */
  phone_number!: string | null;
  /** When the number signed in for the first time. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

export class SignedInDto {
  /** An EdDSA JWT; its key is in /.well-known/jwks.json. @example 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoiYXQrand0In0.e30.AA' */
  access_token!: string;
  /** Opaque. @example 'mB1tJ8Yp0sX3qN7vK2wR5zL9cF4hG6dE1aU8iO0yT2Q' */
  refresh_token!: string;
  /** How to send the access token. @example 'Bearer' */
  token_type!: 'Bearer';
  /** Seconds the access token lives. @example 900 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
  /** Whose session it is. */
  user!: UserDto;
  /** Whether this number signed in for the first time. @example true */
  is_new_user!: boolean;
}
