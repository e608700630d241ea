import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { EVENT_SAMPLES, EVENT_TYPES, type EventType } from '../../events/index.js';

const PAGE = 50;
const LARGEST_PAGE = 500;
const ORDERS = ['asc', 'desc'] as const;
const LIMIT_FAULT = `limit must be a whole number from 1 to ${LARGEST_PAGE}`;
const CURSOR_FAULT = 'cursor must be the next_cursor or resume_cursor of a page';
const SUBJECT_FAULT = 'subject must be one id or name with at most 128 characters';

export class ListEventsDto {
  /** Only events of this type, or of several that are separated by commas. */
  @ApiPropertyOptional({ type: 'string', example: 'otp.verified,otp.failed' })
  @IsOptional()
  @IsIn(EVENT_TYPES, { each: true, message: `type must be one or several of ${EVENT_TYPES.join(', ')}` })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  type?: EventType[];

  /** Only events about this challenge, message, user or alert. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @IsOptional()
  @MaxLength(128, { message: SUBJECT_FAULT })
  @IsString({ message: SUBJECT_FAULT })
  subject?: string;

  /** `asc`: the oldest first; `desc`: the newest first. */
  @ApiPropertyOptional({ enum: ORDERS, default: 'asc' })
  @IsOptional()
  @IsIn(ORDERS, { message: 'order must be asc or desc' })
  order: (typeof ORDERS)[number] = 'asc';

  /** The `next_cursor` or `resume_cursor` of the previous page. */
  @IsOptional()
  @MaxLength(128, { message: CURSOR_FAULT })
  @IsString({ message: CURSOR_FAULT })
  cursor?: string;

  /** How many events the page has at most. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Min(1, { message: LIMIT_FAULT })
  @Max(LARGEST_PAGE, { message: LIMIT_FAULT })
  @IsInt({ message: LIMIT_FAULT })
  @Type(() => Number)
  limit: number = PAGE;
}

export class EventDto {
  /** The same in every delivery of the event. @example 'evt_1042' */
  id!: string;
  /** What happened. */
  @ApiProperty({ enum: EVENT_TYPES, example: 'otp.verified' })
  type!: string;
  /** When it happened. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  timestamp!: string;
  /** The id of the challenge, message or user, or the name of the alert. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  subject!: string | null;
  /** The fields of the type. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: EVENT_SAMPLES['otp.verified'].data })
  data!: object;
}

export class EventPageDto {
  /** In the requested order. */
  @ApiProperty({ type: [EventDto] })
  items!: EventDto[];
  /** Sent as `cursor`, it returns the next page. Null on the last page. @example 'NzQyLjEwNDI' */
  next_cursor!: string | null;
  /** Sent as `cursor` later, it returns what was written after this page. Null while there are no events. @example 'NzQyLjEwNDI' */
  resume_cursor!: string | null;
}
