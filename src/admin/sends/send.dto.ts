import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { KnownFieldsOnly, NullMeans } from '../../http/index.js';
import { EXAMPLE_PROVIDER, MAX_RECEPTORS, MAX_TEXT_LENGTH } from '../../sms/index.js';
import { IsReceptor } from './receptor.decorator.js';

const SEND_TYPES = ['simple', 'verify', 'bulk'] as const;
export type SendType = (typeof SEND_TYPES)[number];

const TOKEN_LENGTH = 100;

/** Optional for templates, but validated if present. */
const needsText = ({ type, message }: SendSmsDto) => type !== 'verify' || message !== undefined;
const isVerify = ({ type }: SendSmsDto) => type === 'verify';

// Checks of a field run from the nearest decorator outwards, and only the first fault is reported.

@KnownFieldsOnly()
export class SendSmsDto {
  /** `simple`: a text. `verify`: a template of the provider with its values. `bulk`: a text to many numbers. */
  @ApiPropertyOptional({ enum: SEND_TYPES })
  @NullMeans('simple')
  @IsIn(SEND_TYPES, { message: `type must be one of ${SEND_TYPES.join(', ')}` })
  type: SendType = 'simple';

  /** One number, or a list. A list of several numbers is a bulk send; `verify` accepts one number only. */
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MAX_RECEPTORS }],
    example: '09123456789',
  })
  @IsReceptor()
  receptor!: string | string[];

  /**
   * The text. With `verify` it is optional, and sent if the template cannot be used.
   * @example 'Your order has been sent.'
   */
  @ApiPropertyOptional({ maxLength: MAX_TEXT_LENGTH })
  @NullMeans(undefined)
  @ValidateIf(needsText)
  @Length(1, MAX_TEXT_LENGTH, { message: `message must have 1 to ${MAX_TEXT_LENGTH} characters` })
  @IsString({ message: 'message must be a string: the text to send' })
  message?: string;

  /** With `verify`: the first value of the template. @example '482913' */
  @NullMeans(undefined)
  @ValidateIf(isVerify)
  @Length(1, TOKEN_LENGTH, { message: `token must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token must be a string such as "482913" when type is verify' })
  token?: string;

  /** With `verify`: the second value. @example '12' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(1, TOKEN_LENGTH, { message: `token2 must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token2 must be a string' })
  token2?: string;

  /** With `verify`: the third value, only with `token2`. @example '2026' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(1, TOKEN_LENGTH, { message: `token3 must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token3 must be a string' })
  token3?: string;

  /** With `verify`: a value that may contain up to 5 spaces, such as a name. @example 'Sara Ahmadi' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(1, TOKEN_LENGTH, { message: `token10 must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token10 must be a string' })
  token10?: string;

  /** With `verify`: a value that may contain up to 8 spaces. @example 'Shop on Valiasr Street' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(1, TOKEN_LENGTH, { message: `token20 must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token20 must be a string' })
  token20?: string;

  /** With `verify`: the name of the template at the provider. The default is the configured one. @example 'verify' */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(/^\S{1,64}$/u, {
    message: `template must be a name of 1 to 64 characters without spaces, such as "verify"`,
  })
  template?: string;

  /** Sender line. The default is the configured one. @example '2000660110' */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(/^\+?[A-Za-z0-9 ]{1,20}$/, {
    message: 'sender must be a line such as "2000660110", or a name of letters and digits',
  })
  sender?: string;

  /** Whether to wait for the provider's answer, for at most 30 seconds. Ignored for several receptors. */
  @ApiPropertyOptional({ default: true })
  @NullMeans(true)
  @IsBoolean({ message: 'wait must be true or false' })
  wait: boolean = true;
}

export class SmsSentDto {
  @ApiProperty({ enum: [true], type: 'boolean', example: true })
  success!: true;
  /** The message at `/api/v1/sms/messages/{id}`. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  message_id!: string;
  /** The provider that accepted the message. */
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string;
  /** `accepted`, or `delivered` if that is already known. @example 'accepted' */
  status!: string;
}

export class BulkResultDto {
  /** As it was sent. @example '09123456789' */
  receptor!: string;
  /** Absent if nothing is sent. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiPropertyOptional({ format: 'uuid' })
  message_id?: string;
  /** Set if the number is already in the list. It gets one message. */
  @ApiPropertyOptional({ enum: [true], type: 'boolean', example: true })
  duplicate?: true;
  /** Why nothing is sent to this receptor. @example 'phone_number_invalid' */
  code?: string;
  /** The reason in a sentence. @example 'Please provide a valid Iranian phone number' */
  error?: string;
}

@ApiExtraModels(BulkResultDto)
export class SmsQueuedDto {
  @ApiProperty({ enum: [true], type: 'boolean', example: true })
  success!: true;
  /** For one receptor without `wait`. */
  @ApiPropertyOptional({ type: [String], example: ['0198c5e2-7b1a-7000-8000-123456789012'] })
  message_ids?: string[];
  /** For several receptors: selects their messages at `/api/v1/sms/messages?batch_id=`. @example '0198c5e2-7b1a-7000-8000-210987654321' */
  @ApiPropertyOptional({ format: 'uuid' })
  batch_id?: string;
  /** For several receptors: how many messages will be sent. @example 2 */
  @ApiPropertyOptional({ type: 'integer' })
  queued?: number;
  /** For several receptors: a result for each of them, in the same order. */
  @ApiPropertyOptional({ type: [BulkResultDto] })
  results?: BulkResultDto[];
}
