import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  FRAUD_MODES,
  fraudPolicyJsonSchema,
  GUARD_ACTIONS,
  LISTS,
  MAX_ENTRY_LENGTH,
  OUTCOMES,
  type Outcome,
} from '../../fraud/index.js';

const PAGE = 50;
const LARGEST_PAGE = 100;
const LIMIT_FAULT = `limit must be a whole number from 1 to ${LARGEST_PAGE}`;
const CURSOR_FAULT = 'cursor must be the next_cursor of the page before';
const TIME = 'a time such as 2026-01-31T12:00:00Z';

export class PolicyInForceDto {
  /** `FRAUD_MODE`: whether the guard decides, and acts on its decisions. @example 'record' */
  @ApiProperty({ enum: FRAUD_MODES })
  mode!: string;
  /** Raised by each change; 0 for the policy that Ramz brings along. @example 3 */
  @ApiProperty({ type: 'integer' })
  version!: number;
  /** When it was set; null for the policy that Ramz brings along. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time', nullable: true, type: 'string' })
  set_at!: string | null;
  /** The rules and thresholds. */
  @ApiProperty(fraudPolicyJsonSchema())
  policy!: object;
}

export class ListDecisionsDto {
  /** Only decisions by this rule. @example 'address_day' */
  @IsOptional()
  @MaxLength(64, { message: 'rule must have at most 64 characters' })
  @IsString({ message: 'rule must be sent only once' })
  rule?: string;

  /** Only decisions with this outcome. */
  @ApiPropertyOptional({ enum: OUTCOMES })
  @IsOptional()
  @IsIn(OUTCOMES, { message: `outcome must be one of ${OUTCOMES.join(', ')}` })
  outcome?: Outcome;

  /** Only decisions about numbers of this country. @example 'IR' */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'country must be an ISO code such as IR' })
  country?: string;

  /** Only decisions at this time or later. @example '2026-01-31T00:00:00Z' */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: `from must be ${TIME}` })
  from?: string;

  /** Only decisions before this time. @example '2026-02-01T00:00:00Z' */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: `to must be ${TIME}` })
  to?: string;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: CURSOR_FAULT })
  cursor?: string;

  /** How many decisions the page has at most. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: PAGE })
  @IsOptional()
  @Min(1, { message: LIMIT_FAULT })
  @Max(LARGEST_PAGE, { message: LIMIT_FAULT })
  @IsInt({ message: LIMIT_FAULT })
  @Type(() => Number)
  limit: number = PAGE;
}

export class DecisionDto {
  /** When it was made. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  at!: string;
  /** The rule that was met. @example 'address_day' */
  rule!: string;
  /** What was counted. @example 11.2 */
  figure!: number;
  /** What is allowed. @example 10 */
  threshold!: number;
  /** What the rule does. */
  @ApiProperty({ enum: GUARD_ACTIONS, example: 'human_check' })
  action!: string;
  /** Whether it was carried out; false while the guard only records. @example true */
  enforced!: boolean;
  /** What became of the request. */
  @ApiProperty({ enum: OUTCOMES, example: 'challenged' })
  outcome!: string;
  /** Country of the number; null for an e-mail address. @example 'IR' */
  @ApiProperty({ nullable: true, type: 'string' })
  country!: string | null;
  /** The number or e-mail address, masked; of a send to several numbers, how many they are. @example '+98912*****89' */
  recipient!: string;
  /** The administrator whose send was refused; null for a request for a code. @example 'shop' */
  @ApiProperty({ nullable: true, type: 'string' })
  requested_by!: string | null;
}

export class DecisionPageDto {
  /** The newest first. */
  @ApiProperty({ type: [DecisionDto] })
  items!: DecisionDto[];
  /** For the next page; null on the last one. @example '1042' */
  @ApiProperty({ nullable: true, type: 'string' })
  next_cursor!: string | null;
}

export class ListEntryDto {
  /**
   * A country such as `IR`, a prefix such as `+98912*`, a phone number, an e-mail address, a domain such as `@b.example`, or
   * a range of client addresses such as `192.0.2.0/24`.
   * @example '+98912*'
   */
  @MaxLength(MAX_ENTRY_LENGTH, { message: `entry must have at most ${MAX_ENTRY_LENGTH} characters` })
  @IsString({ message: 'entry must be a string such as +98912*' })
  entry!: string;
}

export class StoredEntryDto {
  /** In its one form. @example '+98912*' */
  entry!: string;
  /** When it was added. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

export class ListEntriesDto {
  /** Which list it is. */
  @ApiProperty({ enum: LISTS, example: 'block' })
  list!: string;
  /** In alphabetical order. */
  @ApiProperty({ type: [StoredEntryDto] })
  items!: StoredEntryDto[];
}

export class ChangedEntryDto {
  /** The entry in its one form. @example '+98912*' */
  entry!: string;
  /** Whether the list has changed: false if the entry was there already, or was not there. @example true */
  changed!: boolean;
}
