import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { CHANNELS } from '../../auth/index.js';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';
import { MESSAGE_KINDS, MESSAGE_STATUSES } from '../../messaging/index.js';
import { EXAMPLE_PROVIDER } from '../../sms/index.js';

const RECIPIENT_LENGTH = Math.max(...Object.values(MAX_INPUT_LENGTH));
const PROVIDER_LENGTH = 64;
const PROVIDER_FAULT = `provider must be the name of a provider, such as ${EXAMPLE_PROVIDER}`;
const PAGE = 50;
const LARGEST_PAGE = 100;
const TIME = 'a time such as 2026-01-31T12:00:00Z';

export class ListMessagesDto {
  /** Only messages to this phone number, in any form, or to this e-mail address. @example '09123456789' */
  @IsOptional()
  @MaxLength(RECIPIENT_LENGTH, { message: `phone must have at most ${RECIPIENT_LENGTH} characters` })
  @IsString({ message: 'phone must be sent only once' })
  phone?: string;

  /** Same as `phone`. @example '09123456789' */
  @IsOptional()
  @MaxLength(RECIPIENT_LENGTH, { message: `phone_number must have at most ${RECIPIENT_LENGTH} characters` })
  @IsString({ message: 'phone_number must be sent only once' })
  phone_number?: string;

  /** Only messages with this status. */
  @ApiPropertyOptional({ enum: MESSAGE_STATUSES })
  @IsOptional()
  @IsIn(MESSAGE_STATUSES, { message: `status must be one of ${MESSAGE_STATUSES.join(', ')}` })
  status?: (typeof MESSAGE_STATUSES)[number];

  /** Only messages that this provider accepted or was the last to refuse. */
  @ApiPropertyOptional({ example: EXAMPLE_PROVIDER })
  @IsOptional()
  @MaxLength(PROVIDER_LENGTH, { message: PROVIDER_FAULT })
  @IsString({ message: PROVIDER_FAULT })
  provider?: string;

  /** Only messages of this kind. */
  @ApiPropertyOptional({ enum: MESSAGE_KINDS })
  @IsOptional()
  @IsIn(MESSAGE_KINDS, { message: `kind must be one of ${MESSAGE_KINDS.join(', ')}` })
  kind?: (typeof MESSAGE_KINDS)[number];

  /** Only messages of this bulk send. @example '0198c5e2-7b1a-7000-8000-210987654321' */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID(undefined, { message: 'batch_id must be the UUID that came with the bulk send' })
  batch_id?: string;

  /** Only messages created at this time or later. @example '2026-01-31T00:00:00Z' */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: `from must be ${TIME}` })
  from?: string;

  /** Only messages created before this time. @example '2026-02-01T00:00:00Z' */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: `to must be ${TIME}` })
  to?: string;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @MaxLength(128, { message: 'cursor must be the next_cursor of the page before' })
  @IsString({ message: 'cursor must be the next_cursor of the page before' })
  cursor?: string;

  /** How many messages the page has at most. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Min(1, { message: `limit must be a whole number from 1 to ${LARGEST_PAGE}` })
  @Max(LARGEST_PAGE, { message: `limit must be a whole number from 1 to ${LARGEST_PAGE}` })
  @IsInt({ message: `limit must be a whole number from 1 to ${LARGEST_PAGE}` })
  @Type(() => Number)
  limit: number = PAGE;
}

export class MessageDto {
  /** Id of the message. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** A code of Ramz, a text, a template, or a text of a bulk send. */
  @ApiProperty({ enum: MESSAGE_KINDS, example: 'simple' })
  kind!: string;
  /** How the message is delivered. */
  @ApiProperty({ enum: CHANNELS, example: 'sms' })
  channel!: string;
  /** A number in E.164, or an e-mail address. @example '+989123456789' */
  recipient!: string;
  /** The current status. */
  @ApiProperty({ enum: MESSAGE_STATUSES, example: 'accepted' })
  status!: string;
  /** The provider that accepted the message, or was the last to refuse it. */
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string | null;
  /** Id of the message at the provider. @example '8792343' */
  provider_message_id!: string | null;
  /** The method: `lookup`, `plain`, `default_line` or `verify`; `plain` for an e-mail. @example 'plain' */
  method!: string | null;
  /** The sender line that the caller chose. @example '2000660110' */
  sender!: string | null;
  /** Shared by the messages of one bulk send. @example '0198c5e2-7b1a-7000-8000-210987654321' */
  @ApiProperty({ format: 'uuid' })
  batch_id!: string | null;
  /** The administrator that requested the message. @example 'shop' */
  requested_by!: string | null;
  /** Parts of the text: as Ramz counts them, or as the provider reports them. @example 1 */
  @ApiProperty({ type: 'integer' })
  segments!: number | null;
  /** What the provider charged, in `currency`. @example 350 */
  cost!: number | null;
  /** ISO 4217. @example 'IRR' */
  currency!: string | null;
  /** The last error. @example 'Insufficient credit on the account (418). Top it up.' */
  last_error!: string | null;
  /** How often a worker has processed the message. @example 1 */
  @ApiProperty({ type: 'integer' })
  runs!: number;
  /** When the message was requested. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  /** When the provider accepted the message. @example '2026-01-31T12:00:00.120Z' */
  @ApiProperty({ format: 'date-time' })
  accepted_at!: string | null;
  /** When a delivery report brought the final status. @example '2026-01-31T12:00:05.000Z' */
  @ApiProperty({ format: 'date-time' })
  reported_at!: string | null;
  /** The message is not sent after this time. @example '2026-02-01T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
  /** When the message last changed. @example '2026-01-31T12:00:05.000Z' */
  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class AttemptDto {
  /** The provider that was called. */
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string;
  /** The method of the call. @example 'plain' */
  method!: string;
  /** The outcome of the call. @example 'accepted' */
  outcome!: string;
  /** The provider's own code. @example 200 */
  @ApiProperty({ type: 'integer' })
  raw_code!: number | null;
  /** The meaning of the code, if it is an error. @example 'Sender line 3000 is not active on this account.' */
  meaning!: string | null;
  /** Milliseconds until the provider answered. @example 120 */
  @ApiProperty({ type: 'integer' })
  latency_ms!: number | null;
  /** In the provider's currency. @example 350 */
  cost!: number | null;
  /** Parts that were charged. @example 1 */
  @ApiProperty({ type: 'integer' })
  segments!: number | null;
  /** Id of the message at the provider. @example '8792343' */
  provider_message_id!: string | null;
  /** When the call started. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  started_at!: string;
  /** When the call ended. @example '2026-01-31T12:00:00.120Z' */
  @ApiProperty({ format: 'date-time' })
  finished_at!: string | null;
}

export class MessageDetailDto extends MessageDto {
  /**
   * With `ROUTE_BY_CONVERSION`: why its providers were tried in their order. Null if the order is that of `SMS_ROUTES`.
   * @example 'Codes to TR of the last 6 hours that were entered: provider-name 620 of 800, other-name 430 of 810.'
   */
  route_reason!: string | null;
  /** Every call to a provider, in order. */
  @ApiProperty({ type: [AttemptDto] })
  attempts!: AttemptDto[];
}

export class MessagePageDto {
  /** The newest first. */
  @ApiProperty({ type: [MessageDto] })
  items!: MessageDto[];
  /** Sent as `cursor`, it returns the next page. Null on the last page. @example 'MTc2OTg2MDgwMDAwMC4wMTk4YzVlMg' */
  next_cursor!: string | null;
}
