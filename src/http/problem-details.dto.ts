import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ERROR_CODES } from '../common/error-codes.js';

/** RFC 9457 problem document with the extension members of Ramz. */
@ApiSchema({ name: 'ProblemDetails' })
export class ProblemDetailsDto {
  /** URN of the kind of problem. @example 'urn:ramz:error:rate_limited' */
  type!: string;
  /** Kind of problem in a few words. @example 'Too many requests' */
  title!: string;
  /** HTTP status. @example 429 */
  @ApiProperty({ type: 'integer' })
  status!: number;
  /** Sentence for people: what happened and what to do. @example 'Too many OTP requests. Please try again in 2 minutes.' */
  detail!: string;

  /** Stable code for programs. */
  @ApiProperty({ enum: Object.keys(ERROR_CODES), example: 'rate_limited' })
  code!: string;

  /** Faults by name of the field or parameter. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    example: { phone_number: ['Please provide a valid Iranian phone number'] },
  })
  errors?: Record<string, string[]>;

  /** Seconds to wait, also in the header Retry-After. @example 90 */
  @ApiPropertyOptional({ type: 'integer' })
  retry_after?: number;
  /** With `otp_incorrect` and `otp_superseded`: number of attempts left. @example 4 */
  @ApiPropertyOptional({ type: 'integer' })
  attempts_left?: number;
  /** Only from `/api/v1/sms/send` and its older address: always false. */
  @ApiPropertyOptional({ enum: [false], type: 'boolean', example: false })
  success?: false;
  /** Only from the same: the reason of the provider, or `detail`. @example 'Insufficient credit on the account (418). Top it up.' */
  error?: string;
  /** Only from the same: id of the message, if there is one. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiPropertyOptional({ format: 'uuid' })
  message_id?: string;
  /** Only from the same: the provider that refused. @example 'provider-name' */
  provider?: string;
  /** Only from the same: the code of the provider. @example 418 */
  @ApiPropertyOptional({ type: 'integer' })
  provider_code?: number;
  /** Only from the same: the test account of a provider sends only to the number of its owner. */
  @ApiPropertyOptional({ enum: [true], type: 'boolean', example: true })
  isTestAccountLimitation?: true;
  /** Also in the log lines of this request. @example '5f1c9f1e-3f0b-4f5e-9a43-0d6a3f2b7c11' */
  request_id!: string;
}
