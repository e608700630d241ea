import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CHANNELS, type Channel } from '../otp/channel.js';

/** The human check that a request for a code may require. */
export class OfferedHumanCheckDto {
  /** Who checks: the widget or puzzle to show. */
  @ApiProperty({ enum: ['turnstile', 'hcaptcha'], example: 'turnstile' })
  provider!: string;
  /** What the widget is shown with. Public. */
  @ApiPropertyOptional({ example: '0x4AAAAAAA' })
  site_key?: string;
}

/** What a client may offer to its user. */
export class OptionsDto {
  /** The channels that a code can be requested by. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...CHANNELS], example: 'sms' } })
  channels!: Channel[];
  /** The countries whose numbers get codes: calling codes by ISO code. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { IR: '98', CO: '57' } })
  countries!: Record<string, string>;
  /** ISO code of the country to choose at first. @example 'IR' */
  default_country!: string;
  /** Digits of a code. */
  @ApiProperty({ type: 'integer', example: 6 })
  code_length!: number;
  /** The languages of the messages. */
  @ApiProperty({ type: 'array', items: { type: 'string', example: 'fa' } })
  locales!: string[];
  /** Seconds before the first resend. Each answer to a request for a code has its own `resend_in`. */
  @ApiProperty({ type: 'integer', example: 30 })
  resend_in!: number;
  /** Null if no request needs one. */
  @ApiProperty({ type: OfferedHumanCheckDto, nullable: true, example: null })
  human_check!: OfferedHumanCheckDto | null;
  /** How a session can be kept: `token`, and `cookie` where cookies are switched on. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: ['token', 'cookie'], example: 'token' } })
  sessions!: ('token' | 'cookie')[];
}
