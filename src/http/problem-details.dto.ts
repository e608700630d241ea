import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ERROR_CODES } from '../common/error-codes.js';

/** RFC 9457, with the members Ramz adds. */
@ApiSchema({ name: 'ProblemDetails' })
export class ProblemDetailsDto {
  /** A URN that names the kind of problem. @example 'urn:ramz:error:rate_limited' */
  type!: string;
  /** The kind of problem in a few words. */
  title!: string;
  /** The HTTP status. @example 429 */
  status!: number;
  /** A sentence a person can act on. @example 'Too many OTP requests. Please try again in 2 minutes.' */
  detail!: string;

  /** Stable: what programs look at. */
  @ApiProperty({ enum: Object.keys(ERROR_CODES) })
  code!: string;

  /** Member of the request to its faults. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } })
  errors?: Record<string, string[]>;

  /** Seconds to wait, also sent as the Retry-After header. @example 90 */
  retry_after?: number;
  /** With `otp_incorrect`: how many tries are left. @example 4 */
  attempts_left?: number;
  /** Stands in the server's log lines of this request. */
  request_id!: string;
}
