import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, ValidateIf } from 'class-validator';
import { NullMeans } from '../../http/index.js';
import { CHALLENGE_STATUSES, DELIVERIES, type ChallengeStatus, type Delivery } from './challenge.service.js';
import { CHANNELS, type Channel } from './channel.js';
import { PURPOSES, type Purpose } from './purpose.policy.js';
import { EmailField, PhoneNumberField } from './recipient-field.decorator.js';

const SESSION_KINDS = ['token', 'cookie'] as const;
type SessionKind = (typeof SESSION_KINDS)[number];

const CAPTCHA_LENGTH = 8192;

// Checks of a field run from the nearest decorator outwards, and only the first fault is reported.

/** How the client wants its code delivered. */
export class DeliveryOptionsDto {
  /** How the code is delivered: as a text, in a call, or by e-mail. The default is `sms` for a number and `email` for an address. */
  @ApiPropertyOptional({ enum: CHANNELS })
  @NullMeans(undefined)
  @IsOptional()
  @IsIn(CHANNELS, { message: `channel must be one of ${CHANNELS.join(', ')}` })
  channel?: Channel;

  /**
   * Language of the message, such as `fa` or `en-GB`. Where it has no texts, as without it, the Accept-Language header
   * decides, then the number's country.
   * @example 'fa'
   */
  @NullMeans(undefined)
  @IsOptional()
  @IsString({ message: 'locale must be a string such as "fa" or "en-GB"' })
  locale?: string;

  /** The result of the human check, for a request that was answered with `captcha_required`. @example '10000000-aaaa-bbbb-cccc-000000000001' */
  @NullMeans(undefined)
  @IsOptional()
  @MaxLength(CAPTCHA_LENGTH, { message: `captcha_token must have at most ${CAPTCHA_LENGTH} characters` })
  @IsString({ message: 'captcha_token must be a string' })
  captcha_token?: string;
}

export class AskForCodeDto extends DeliveryOptionsDto {
  /**
   * The phone number in international form, or in the national form of the default country. Digits of any script, spaces
   * and dashes are accepted.
   * @example '09123456789'
   */
  @PhoneNumberField('send phone_number, a string such as "+989123456789", or email', ({ email }) => email === undefined)
  phone_number?: string;

  /** The e-mail address, instead of a number, if codes by e-mail are enabled. @example 'sara@example.com' */
  @EmailField()
  email?: string;

  /** What the code is for. It is accepted for this purpose only. */
  @ApiPropertyOptional({ enum: PURPOSES })
  @NullMeans('login')
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose: Purpose = 'login';
}

export class CodeSentDto {
  /** The number in E.164, if the code was requested for a number. @example '+989123456789' */
  phone_number?: string;
  /** The address in lower case, if the code was requested for an address. @example 'sara@example.com' */
  email?: string;
  /** A sentence for people. @example 'OTP sent successfully' */
  message!: string;
  /** Seconds until the code expires. @example 300 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
  /** Seconds until the client should offer to resend the code. @example 30 */
  @ApiProperty({ type: 'integer' })
  resend_in!: number;
  /** Names this code at verification. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  challenge_id!: string;
  /** The requested channel. @example 'sms' */
  @ApiProperty({ enum: CHANNELS })
  channel!: Channel;
  /** How many digits to ask for. @example 6 */
  @ApiProperty({ type: 'integer' })
  code_length!: number;
}

export class EnteredCodeDto {
  /** The code as the user entered it: digits of any script, spaces and dashes are accepted. @example '123456' */
  @NullMeans(undefined)
  @ValidateIf((dto: EnteredCodeDto) => dto.code !== undefined || dto.otp_code === undefined)
  @IsString({ message: 'send code (or otp_code), a string of digits' })
  code?: string;

  /** The name of `code` in older clients. @example '123456' */
  @NullMeans(undefined)
  @IsOptional()
  @IsString({ message: 'otp_code must be a string of digits' })
  otp_code?: string;
}

export class VerifyCodeDto extends EnteredCodeDto {
  /** The number the code was requested for; not needed with `challenge_id`. @example '09123456789' */
  @PhoneNumberField(
    'send phone_number, a string such as "+989123456789", email or challenge_id',
    (dto) => dto.challenge_id === undefined && dto.email === undefined,
  )
  phone_number?: string;

  /** The address the code was requested for; not needed with `challenge_id`. @example 'sara@example.com' */
  @EmailField()
  email?: string;

  /** The `challenge_id` that came with the code. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @NullMeans(undefined)
  @IsOptional()
  @IsUUID(undefined, { message: 'challenge_id must be the UUID that came with the code' })
  challenge_id?: string;

  /** What the code was requested for. The default is the purpose of the challenge; without `challenge_id` it is `login`. */
  @ApiPropertyOptional({ enum: PURPOSES })
  @NullMeans(undefined)
  @IsOptional()
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose?: Purpose;

  /** Where the tokens of a session go: into the body, or with `SESSION_COOKIES` into cookies, which scripts cannot read. */
  @ApiPropertyOptional({ enum: SESSION_KINDS })
  @NullMeans('token')
  @IsIn(SESSION_KINDS, { message: `session must be one of ${SESSION_KINDS.join(', ')}` })
  session: SessionKind = 'token';
}

export class ChallengeDto {
  /** `active` while the code can be entered. */
  @ApiProperty({ enum: CHALLENGE_STATUSES, example: 'active' })
  status!: ChallengeStatus;
  /** State of the message with the code. */
  @ApiProperty({ enum: DELIVERIES, example: 'sent' })
  delivery!: Delivery;
  /** Seconds until the code expires. @example 287 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
  /** Seconds until the client should offer to resend the code. @example 17 */
  @ApiProperty({ type: 'integer' })
  resend_in!: number;
  /** How many more codes will be compared. @example 5 */
  @ApiProperty({ type: 'integer' })
  attempts_left!: number;
  /** A sentence for the user, if the user should do something. @example 'The code could not be delivered to this number. Please check the number, or request a new code.' */
  detail?: string;
}
