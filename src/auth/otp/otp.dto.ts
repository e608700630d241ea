import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateIf } from 'class-validator';
import { UserDto } from '../users/user.dto.js';
import { CHALLENGE_STATUSES, DELIVERIES, type ChallengeStatus, type Delivery } from './challenge.service.js';
import { PURPOSES, type Purpose } from './purpose.policy.js';

export const CHANNELS = ['sms', 'call', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

const PHONE_LENGTH = 64;
const EMAIL_LENGTH = 320;
const CAPTCHA_LENGTH = 8192;
/** In the digits of any keyboard. What cannot be a code at all is told so, and costs no attempt. */
const CODE = /^\s*[0-9\u06f0-\u06f9\u0660-\u0669]{4,10}\s*$/;

/** Many clients write null for a member that has no value: it means what leaving the member out means. */
export const NullMeans = (value: string | undefined) =>
  Transform(({ value: given }: TransformFnParams): unknown => given ?? value);

// Of several checks of a member the one that stands nearest to it is made first, and the first that fails is told.

/** How a code is to be sent. */
export class DeliveryOptionsDto {
  /** How the code is delivered: as a text, read out in a call, or by e-mail. `sms` for a number, `email` for an address. */
  @ApiPropertyOptional({ enum: CHANNELS })
  @NullMeans(undefined)
  @IsOptional()
  @IsIn(CHANNELS, { message: `channel must be one of ${CHANNELS.join(', ')}` })
  channel?: Channel;

  /**
   * Language of the message; otherwise that of the Accept-Language header, otherwise that of the number's country.
   * @example 'fa'
   */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, { message: 'locale must be a language tag such as "fa" or "en-GB"' })
  locale?: string;

  /** What the widget of the human check gave, where `captcha_required` asked for it. @example '10000000-aaaa-bbbb-cccc-000000000001' */
  @NullMeans(undefined)
  @IsOptional()
  @MaxLength(CAPTCHA_LENGTH, { message: `captcha_token must have at most ${CAPTCHA_LENGTH} characters` })
  @IsString({ message: 'captcha_token must be a string' })
  captcha_token?: string;
}

export class AskForCodeDto extends DeliveryOptionsDto {
  /**
   * The number, in international form or as it is dialled at home; Persian and Arabic digits, spaces and dashes may stand in it.
   * @example '09123456789'
   */
  @NullMeans(undefined)
  @ValidateIf((dto: AskForCodeDto) => dto.phone_number !== undefined || dto.email === undefined)
  @MaxLength(PHONE_LENGTH, { message: `phone_number must have at most ${PHONE_LENGTH} characters` })
  @IsString({ message: 'send phone_number, a string such as "+989123456789", or email' })
  phone_number?: string;

  /** The address, instead of a number, where codes by e-mail are switched on. @example 'sara@example.com' */
  @NullMeans(undefined)
  @IsOptional()
  @MaxLength(EMAIL_LENGTH, { message: `email must have at most ${EMAIL_LENGTH} characters` })
  @IsString({ message: 'email must be a string such as "sara@example.com"' })
  email?: string;

  /** What the code is for: a code of one purpose serves no other. */
  @ApiPropertyOptional({ enum: PURPOSES })
  @NullMeans('login')
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose: Purpose = 'login';
}

export class CodeSentDto {
  /** The number in E.164, where the code was asked for by number. @example '+989123456789' */
  phone_number?: string;
  /** The address in lower case, where the code was asked for by address. @example 'sara@example.com' */
  email?: string;
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
  challenge_id!: string;
  /** How the code was to be sent. @example 'sms' */
  @ApiProperty({ enum: CHANNELS })
  channel!: Channel;
  /** How many digits to ask for. @example 6 */
  @ApiProperty({ type: 'integer' })
  code_length!: number;
}

/** What a user has entered. */
export class EnteredCodeDto {
  /** The digits the user entered. @example '123456' */
  @NullMeans(undefined)
  @ValidateIf((dto: EnteredCodeDto) => dto.code !== undefined || dto.otp_code === undefined)
  @Matches(CODE, { message: 'code must be the digits of the code that was sent' })
  @IsString({ message: 'send code (or otp_code), a string of digits' })
  code?: string;

  /** The same as `code`, under the name of older clients. @example '123456' */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(CODE, { message: 'otp_code must be the digits of the code that was sent' })
  @IsString({ message: 'otp_code must be a string of digits' })
  otp_code?: string;
}

export class VerifyCodeDto extends EnteredCodeDto {
  /**
   * The number the code was asked for with; not needed with `challenge_id`.
   * @example '09123456789'
   */
  @NullMeans(undefined)
  @ValidateIf(
    (dto: VerifyCodeDto) =>
      dto.phone_number !== undefined || (dto.challenge_id === undefined && dto.email === undefined),
  )
  @MaxLength(PHONE_LENGTH, { message: `phone_number must have at most ${PHONE_LENGTH} characters` })
  @IsString({ message: 'send phone_number, a string such as "+989123456789", email or challenge_id' })
  phone_number?: string;

  /** The address the code was asked for with; not needed with `challenge_id`. @example 'sara@example.com' */
  @NullMeans(undefined)
  @IsOptional()
  @MaxLength(EMAIL_LENGTH, { message: `email must have at most ${EMAIL_LENGTH} characters` })
  @IsString({ message: 'email must be a string such as "sara@example.com"' })
  email?: string;

  /** The `challenge_id` that came with the code. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @NullMeans(undefined)
  @IsOptional()
  @IsUUID(undefined, { message: 'challenge_id must be the UUID that came with the code' })
  challenge_id?: string;

  /** What the code was asked for. */
  @ApiPropertyOptional({ enum: PURPOSES })
  @NullMeans('login')
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose: Purpose = 'login';
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
  /** Whether this number or address signed in for the first time. @example true */
  is_new_user!: boolean;
}

export class VerifiedDto {
  /** A signed proof, to be consumed once by your own backend. @example 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoidmVyaWZpY2F0aW9uK2p3dCJ9.e30.AA' */
  verification_token!: string;
  /** Seconds the token lives. @example 600 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
}

export class ChallengeDto {
  /** `active` while its code can be entered. */
  @ApiProperty({ enum: CHALLENGE_STATUSES, example: 'active' })
  status!: ChallengeStatus;
  /** How far the message with the code has come. */
  @ApiProperty({ enum: DELIVERIES, example: 'sent' })
  delivery!: Delivery;
  /** Seconds until the code ends. @example 287 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
  /** Seconds until a client should offer to send again. @example 17 */
  @ApiProperty({ type: 'integer' })
  resend_in!: number;
  /** Codes that will still be compared. @example 5 */
  @ApiProperty({ type: 'integer' })
  attempts_left!: number;
  /** What to show the user, where there is something to do. @example 'The code could not be delivered to this number. Please check the number, or request a new code.' */
  detail?: string;
}
