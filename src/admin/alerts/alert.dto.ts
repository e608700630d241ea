import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { ALERT_KINDS, type AlertKind } from '../../alerts/index.js';
import { AlertDto } from '../status/status.dto.js';

const STATES = ['open', 'all'] as const;
const PAGE = 50;
const LARGEST_PAGE = 100;
const LIMIT_FAULT = `limit must be a whole number from 1 to ${LARGEST_PAGE}`;
export const CURSOR_FAULT = 'cursor must be the next_cursor of the previous page';

export class ListAlertsDto {
  /** `open`: only alerts whose fault is still there; `all`: also those that are over. */
  @ApiPropertyOptional({ enum: STATES, default: 'open' })
  @IsOptional()
  @IsIn(STATES, { message: 'state must be open or all' })
  state: (typeof STATES)[number] = 'open';

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @MaxLength(512, { message: CURSOR_FAULT })
  @IsString({ message: CURSOR_FAULT })
  cursor?: string;

  /** How many alerts the page has at most. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Min(1, { message: LIMIT_FAULT })
  @Max(LARGEST_PAGE, { message: LIMIT_FAULT })
  @IsInt({ message: LIMIT_FAULT })
  @Type(() => Number)
  limit: number = PAGE;
}

export class RecordedAlertDto extends AlertDto {
  @ApiProperty({ enum: ALERT_KINDS, example: 'low_credit' })
  kind!: AlertKind;
  /** When the fault was gone. Null while the alert is open. @example '2026-01-31T13:00:00.000Z' */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  cleared_at!: string | null;
}

export class AlertPageDto {
  /** The newest first. */
  @ApiProperty({ type: [RecordedAlertDto] })
  items!: RecordedAlertDto[];
  /** Pass it as `cursor` to get the next page; null on the last page. @example 'MTc2OTg2MDgwMDAwMC5iYWNrbG9n' */
  next_cursor!: string | null;
}
