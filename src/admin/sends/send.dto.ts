import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateBy,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { EXAMPLE_PROVIDER, MAX_RECEPTORS, MAX_TEXT_LENGTH } from '../../sms/index.js';

const SEND_TYPES = ['simple', 'verify', 'bulk'] as const;
export type SendType = (typeof SEND_TYPES)[number];

const RECEPTOR_LENGTH = 64;
const TOKEN_LENGTH = 100;

/** Many clients write null for a member that has no value: it means what leaving the member out means. */
const NullMeans = (value: string | undefined) =>
  Transform(({ value: given }: TransformFnParams): unknown => given ?? value);

/** What is wrong with a receptor of the body, in a sentence; undefined when it may be looked at as numbers. */
export function receptorFault(receptor: unknown, type: unknown): string | undefined {
  const list: unknown[] = Array.isArray(receptor) ? receptor : [receptor];
  if (type === 'verify' && list.length > 1) return 'receptor must be one number where type is verify';
  if (list.length === 0) return 'receptor must have at least one number';
  if (list.length > MAX_RECEPTORS) return `receptor must have at most ${MAX_RECEPTORS} numbers`;
  if (!list.every((item) => typeof item === 'string' && item !== '')) {
    return 'receptor must be a number such as "+989123456789", or a list of such strings';
  }
  if (list.some((item) => (item as string).length > RECEPTOR_LENGTH)) {
    return `receptor must have at most ${RECEPTOR_LENGTH} characters for each number`;
  }
  return undefined;
}

const IsReceptor = () =>
  ValidateBy({
    name: 'isReceptor',
    validator: {
      validate: (value, args) => receptorFault(value, typeOf(args)) === undefined,
      defaultMessage: (args) => receptorFault(args?.value, typeOf(args)) ?? '',
    },
  });

function typeOf(args: ValidationArguments | undefined): SendType | undefined {
  return (args?.object as SendSmsDto | undefined)?.type;
}

/** Optional, but of its form where it is there. */
const needsText = ({ type, message }: SendSmsDto) => type !== 'verify' || message !== undefined;
const isVerify = ({ type }: SendSmsDto) => type === 'verify';

// Of several checks of a member the one that stands nearest to it is made first, and the first that fails is told.

export class SendSmsDto {
  /** A text, a template of the provider filled in, or a text to many. */
  @ApiPropertyOptional({ enum: SEND_TYPES })
  @NullMeans('simple')
  @IsIn(SEND_TYPES, { message: `type must be one of ${SEND_TYPES.join(', ')}` })
  type: SendType = 'simple';

  /** The number, or a list of them: a list of several is a bulk send, unless `type` is `verify`, which takes one. */
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MAX_RECEPTORS }],
    example: '09123456789',
  })
  @IsReceptor()
  receptor!: string | string[];

  /**
   * The text. With `verify`: what is sent where the template cannot be used; without it there is no such fallback.
   * @example 'Your order has been sent.'
   */
  @ApiPropertyOptional({ maxLength: MAX_TEXT_LENGTH })
  @NullMeans(undefined)
  @ValidateIf(needsText)
  @Length(1, MAX_TEXT_LENGTH, { message: `message must have 1 to ${MAX_TEXT_LENGTH} characters` })
  @IsString({ message: 'message must be a string: the text to send' })
  message?: string;

  /** With `verify`: the template's first value. @example '482913' */
  @NullMeans(undefined)
  @ValidateIf(isVerify)
  @Length(1, TOKEN_LENGTH, { message: `token must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token must be a string such as "482913" where type is verify' })
  token?: string;

  /** With `verify`: the second one. @example '12' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(1, TOKEN_LENGTH, { message: `token2 must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token2 must be a string' })
  token2?: string;

  /** With `verify`: the third one, after `token2`. @example '2026' */
  @NullMeans(undefined)
  @IsOptional()
  @Length(1, TOKEN_LENGTH, { message: `token3 must have 1 to ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'token3 must be a string' })
  token3?: string;

  /** With `verify`: the template's name at the provider; that of its configuration where absent. @example 'verify' */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(/^\S{1,64}$/u, {
    message: `template must be a name of 1 to 64 characters without spaces, such as "verify"`,
  })
  template?: string;

  /** Sender line; the configured one where absent. @example '2000660110' */
  @NullMeans(undefined)
  @IsOptional()
  @Matches(/^\+?[A-Za-z0-9 ]{1,20}$/, {
    message: 'sender must be a line such as "2000660110", or a name of letters and digits',
  })
  sender?: string;

  /** Whether the answer comes when the provider has answered, after 30 seconds at most. Not for several receptors. */
  @ApiPropertyOptional({ default: true })
  @Transform(({ value }: TransformFnParams): unknown => value ?? true)
  @IsBoolean({ message: 'wait must be true or false' })
  wait: boolean = true;
}

export class SmsSentDto {
  @ApiProperty({ enum: [true], type: 'boolean', example: true })
  success!: true;
  /** Names the message at `/api/v1/sms/messages/{id}`. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  message_id!: string;
  /** The provider that accepted it. */
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string;
  /** `accepted`, or `delivered` where that is known already. @example 'accepted' */
  status!: string;
}

export class BulkResultDto {
  /** As it was given. @example '09123456789' */
  receptor!: string;
  /** Absent where nothing is sent. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiPropertyOptional({ format: 'uuid' })
  message_id?: string;
  /** The number stands in the list before: it gets one message. */
  @ApiPropertyOptional({ enum: [true], type: 'boolean', example: true })
  duplicate?: true;
  /** Why nothing is sent to it. @example 'phone_number_invalid' */
  code?: string;
  /** The same in a sentence. @example 'Please provide a valid Iranian phone number' */
  error?: string;
}

@ApiExtraModels(BulkResultDto)
export class SmsQueuedDto {
  @ApiProperty({ enum: [true], type: 'boolean', example: true })
  success!: true;
  /** For one receptor, without `wait`. */
  @ApiPropertyOptional({ type: [String], example: ['0198c5e2-7b1a-7000-8000-123456789012'] })
  message_ids?: string[];
  /** For several: names their messages at `/api/v1/sms/messages?batch_id=`. @example '0198c5e2-7b1a-7000-8000-210987654321' */
  @ApiPropertyOptional({ format: 'uuid' })
  batch_id?: string;
  /** For several: how many messages will be sent. @example 2 */
  @ApiPropertyOptional({ type: 'integer' })
  queued?: number;
  /** For several: one for each receptor, in their order. */
  @ApiPropertyOptional({ type: [BulkResultDto] })
  results?: BulkResultDto[];
}
