import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OTP_PURPOSES } from '../../messaging/index.js';

export class RateLimitDto {
  /** The name in `RATE_LIMITS`. @example 'otp_phone_hour' */
  name!: string;
  /** Only for `wrong_codes_hour`, which counts each purpose separately. */
  @ApiPropertyOptional({ enum: OTP_PURPOSES, example: 'login' })
  purpose?: string;
  /** Only for `wrong_codes_hour`, which counts guesses with the challenge and guesses with the recipient separately. */
  @ApiPropertyOptional({ enum: ['challenge', 'recipient'], example: 'challenge' })
  by?: 'challenge' | 'recipient';
  /** How many are allowed in a window. @example 5 */
  @ApiProperty({ type: 'integer' })
  limit!: number;
  /** How many are counted in this window. @example 2 */
  @ApiProperty({ type: 'integer' })
  used!: number;
  /** How many are left in this window. @example 3 */
  @ApiProperty({ type: 'integer' })
  remaining!: number;
  /** Seconds until the window ends; 0 if nothing is counted. @example 1800 */
  @ApiProperty({ type: 'integer' })
  resets_in!: number;
}

export class RateLimitsDto {
  /** The number in E.164, if the request was about a number. @example '+989123456789' */
  phone_number?: string;
  /** The address in lower case, if the request was about an address. @example 'sara@example.com' */
  email?: string;
  /** Every limit that is enabled. */
  @ApiProperty({ type: [RateLimitDto] })
  limits!: RateLimitDto[];
}
