import { ApiProperty } from '@nestjs/swagger';

export class ProofOfWorkDto {
  /** The hash function. @example 'SHA-256' */
  algorithm!: string;
  /** The hash to find, in hexadecimal. @example '5d8f0b0a1b4b' */
  challenge!: string;
  /** The number to find is below it. @example 20000 */
  @ApiProperty({ type: 'integer' })
  maxnumber?: number;
  /** What stands before the number when it is hashed. @example '0a1b2c3d?level=0&expires=1767225600&' */
  salt!: string;
  /** Proves that this service made the challenge. @example '9f86d081884c' */
  signature!: string;
}

export class HumanCheckDto {
  /** The kind of check. */
  @ApiProperty({ enum: ['altcha', 'turnstile', 'hcaptcha'], example: 'altcha' })
  provider!: string;
  /** Site key of the widget, if the provider has one. @example '0x4AAAAAAA' */
  site_key?: string;
  /** For `altcha`: the challenge to solve. */
  challenge?: ProofOfWorkDto;
}
