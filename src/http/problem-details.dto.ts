import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ERROR_CODES } from '../common/error-codes.js';

/** RFC 9457, with the members Ramz adds. */
@ApiSchema({ name: 'ProblemDetails' })
export class ProblemDetailsDto {
  /** A URN that names the kind of problem. @example 'urn:ramz:error:rate_limited' */
  type!: string;
  /** The kind of problem in a few words. @example 'Too many requests' */
  title!: string;
  /** The HTTP status. @example 429 */
  @ApiProperty({ type: 'integer' })
  status!: number;
  /** A sentence a person can act on. @example 'Too many OTP requests. Please try again in 2 minutes.' */
  detail!: string;

  /** Stable: what programs look at. */
  @ApiProperty({ enum: Object.keys(ERROR_CODES), example: 'rate_limited' })
  code!: string;

  /** Member of the request to its faults. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    example: { phone_number: ['Please provide a valid Iranian phone number'] },
  })
  errors?: Record<string, string[]>;

  /** Seconds to wait, also sent as the Retry-After header. @example 90 */
  @ApiPropertyOptional({ type: 'integer' })
  retry_after?: number;
  /** With `otp_incorrect` and `otp_superseded`: how many tries are left. @example 4 */
  @ApiPropertyOptional({ type: 'integer' })
  attempts_left?: number;
  /** From `/api/v1/sms/send` and its older address: always false. */
  @ApiPropertyOptional({ enum: [false], type: 'boolean', example: false })
  success?: false;
  /** From the same: what the provider meant, or `detail`. @example 'Insufficient credit on the account (418). Top it up.' */
  error?: string;
  /** From the same: the message, where there is one. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiPropertyOptional({ format: 'uuid' })
  message_id?: string;
  /** From the same: the provider that refused. @example 'provider-name' */
  provider?: string;
  /** From the same: the provider's own code. @example 418 */
  @ApiPropertyOptional({ type: 'integer' })
  provider_code?: number;
  /** From the same: the provider's test account sends only to the number of its owner. */
  @ApiPropertyOptional({ enum: [true], type: 'boolean', example: true })
  isTestAccountLimitation?: true;
  /** Stands in the server's log lines of this request. @example '5f1c9f1e-3f0b-4f5e-9a43-0d6a3f2b7c11' */
  request_id!: string;
}
