import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';

const QUERY_LENGTH = Math.max(...Object.values(MAX_INPUT_LENGTH));
const QUERY_FAULT = 'query must be the id of a challenge or message, a phone number or an e-mail address';
const KINDS = ['asked', 'guard', 'route', 'attempt', 'failed', 'delivery', 'entered', 'ended', 'session', 'limit'];

export class ExplainDto {
  /** The id of a challenge or message, a phone number in any form, or an e-mail address. @example '09123456789' */
  @Length(1, QUERY_LENGTH, { message: QUERY_FAULT })
  @IsString({ message: QUERY_FAULT })
  query!: string;
}

export class TimelineEntryDto {
  /** When it happened. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  at!: string;
  /** What kind of step it is. */
  @ApiProperty({ enum: KINDS, example: 'attempt' })
  kind!: string;
  /** The step in a sentence. @example 'The provider accepted the message.' */
  text!: string;
  /** Of an attempt: the provider that was called. @example 'provider-name' */
  provider?: string;
  /** Of an attempt: how the provider was called. @example 'lookup' */
  method?: string;
  /** Of an attempt: how the call ended. @example 'accepted' */
  outcome?: string;
  /** Of an attempt: the status code of the provider. @example 200 */
  @ApiPropertyOptional({ type: 'integer' })
  raw_code?: number;
  /** Of an attempt: how long the provider took, in milliseconds. @example 412 */
  @ApiPropertyOptional({ type: 'integer' })
  latency_ms?: number;
}

export class ExplanationDto {
  /** The cause in one sentence. @example 'Provider-name (lookup) accepted the message 1 s after the request, and it was delivered; the code was used.' */
  summary!: string;
  /** A number in E.164, or an e-mail address. @example '+989123456789' */
  recipient!: string;
  /** What happened, the earliest first. */
  @ApiProperty({ type: [TimelineEntryDto] })
  timeline!: TimelineEntryDto[];
}
