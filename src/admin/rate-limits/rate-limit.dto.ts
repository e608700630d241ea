import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OTP_PURPOSES } from '../../messaging/index.js';

export class RateLimitDto {
  /** As in `RATE_LIMITS`. @example 'otp_phone_hour' */
  name!: string;
  /** With `wrong_codes_hour`, which counts each purpose by itself. */
  @ApiPropertyOptional({ enum: OTP_PURPOSES, example: 'login' })
  purpose?: string;
  /** With `wrong_codes_hour`: guesses that name the challenge and those that name the recipient alone count apart. */
  @ApiPropertyOptional({ enum: ['challenge', 'recipient'], example: 'challenge' })
  by?: 'challenge' | 'recipient';
  /** How many in a window. @example 5 */
  @ApiProperty({ type: 'integer' })
  limit!: number;
  /** Counted in this window. @example 2 */
  @ApiProperty({ type: 'integer' })
  used!: number;
  /** Left in this window. @example 3 */
  @ApiProperty({ type: 'integer' })
  remaining!: number;
  /** Seconds until the window ends; 0 where nothing is counted. @example 1800 */
  @ApiProperty({ type: 'integer' })
  resets_in!: number;
}

export class RateLimitsDto {
  /** The number in E.164, where a number was asked about. @example '+989123456789' */
  phone_number?: string;
  /** The address in lower case, where an address was asked about. @example 'sara@example.com' */
  email?: string;
  /** Every limit that is on. */
  @ApiProperty({ type: [RateLimitDto] })
  limits!: RateLimitDto[];
}
