import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_PROVIDER } from '../../sms/index.js';

export class DailyConversionDto {
  /** ISO code of the country. @example 'IR' */
  country!: string;
  /** The provider that accepted the codes. */
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string;
  /** In UTC. @example '2026-01-31' */
  @ApiProperty({ format: 'date' })
  day!: string;
  /** Codes that the provider accepted. @example 820 */
  @ApiProperty({ type: 'integer' })
  sent!: number;
  /** Those that were entered. @example 615 */
  @ApiProperty({ type: 'integer' })
  verified!: number;
  /** `verified` as a share of `sent`, from 0 to 1. @example 0.75 */
  ratio!: number;
}

export class ConversionDto {
  /** The earliest day first. */
  @ApiProperty({ type: [DailyConversionDto] })
  items!: DailyConversionDto[];
}
