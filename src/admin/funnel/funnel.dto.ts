import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { EXAMPLE_PROVIDER } from '../../sms/index.js';
import { FUNNEL_WINDOWS, type FunnelWindow } from './funnel.policy.js';

export class ShowFunnelDto {
  /** `day`: the last 24 hours by the hour; `week`: the last seven days by six hours. */
  @ApiPropertyOptional({ enum: FUNNEL_WINDOWS, default: 'day' })
  @IsOptional()
  @IsIn(FUNNEL_WINDOWS, { message: `window must be one of ${FUNNEL_WINDOWS.join(', ')}` })
  window: FunnelWindow = 'day';
}

export class FunnelCountsDto {
  /** Codes that were requested, without those of test numbers. @example 120 */
  @ApiProperty({ type: 'integer' })
  asked!: number;
  /** Those whose message a provider accepted. @example 118 */
  @ApiProperty({ type: 'integer' })
  accepted!: number;
  /** Those whose delivery was reported. @example 110 */
  @ApiProperty({ type: 'integer' })
  delivered!: number;
  /** Those that were entered correctly. @example 101 */
  @ApiProperty({ type: 'integer' })
  verified!: number;
}

export class FunnelStepDto extends FunnelCountsDto {
  /** When the step begins. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

export class FunnelCountryDto extends FunnelCountsDto {
  /** ISO country of the number; `none` for e-mail, `other` if it is not known. @example 'CO' */
  country!: string;
}

export class FunnelProviderDto extends FunnelCountsDto {
  /** The provider that accepted the message or was the last to refuse it. Null if none was called. */
  @ApiProperty({ type: 'string', nullable: true, example: EXAMPLE_PROVIDER })
  provider!: string | null;
}

export class FunnelDto {
  /** When the first step begins. @example '2026-01-30T13:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  from!: string;
  /** When the codes were counted. @example '2026-01-31T12:34:56.000Z' */
  @ApiProperty({ format: 'date-time' })
  to!: string;
  /** Length of a step in seconds. @example 3600 */
  @ApiProperty({ type: 'integer' })
  step_seconds!: number;
  @ApiProperty({ type: FunnelCountsDto })
  totals!: FunnelCountsDto;
  /** Every step, the earliest first. The last one is not over yet. */
  @ApiProperty({ type: [FunnelStepDto] })
  steps!: FunnelStepDto[];
  /** By the country of the number, the largest first. */
  @ApiProperty({ type: [FunnelCountryDto] })
  countries!: FunnelCountryDto[];
  /** By provider, the largest first. */
  @ApiProperty({ type: [FunnelProviderDto] })
  providers!: FunnelProviderDto[];
}
