import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { NullMeans } from '../../http/index.js';
import { CHANNELS, type Channel } from '../otp/channel.js';
import { PURPOSES, type Purpose } from '../otp/purpose.policy.js';

const TOKEN_LENGTH = 4096;

export class VerifiedDto {
  /** A signed proof for your own backend, which consumes it once. @example 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoidmVyaWZpY2F0aW9uK2p3dCJ9.e30.AA' */
  verification_token!: string;
  /** Seconds until the token expires. @example 600 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
}

export class ConsumeTokenDto {
  /** From the answer to the verification of a code. @example 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoidmVyaWZpY2F0aW9uK2p3dCJ9.e30.AA' */
  @MaxLength(TOKEN_LENGTH, { message: `verification_token must have at most ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'verification_token must be the string that a verified code has earned' })
  verification_token!: string;

  /** What your backend is about to do. A token for another purpose is refused and stays valid. */
  @ApiPropertyOptional({ enum: PURPOSES, example: 'password_reset' })
  @NullMeans(undefined)
  @IsOptional()
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose?: Purpose;
}

export class ProofDto {
  /** What the code was requested for. */
  @ApiProperty({ enum: PURPOSES, example: 'password_reset' })
  purpose!: Purpose;
  /** In E.164, if the code went to a number. @example '+989123456789' */
  phone_number?: string;
  /** In lower case, if the code went to an address, also one that was requested for the number of its owner. @example 'sara@example.com' */
  email?: string;
  /** The user who has this number or address, if there is one. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiPropertyOptional({ format: 'uuid' })
  user_id?: string;
  /** The challenge of the code. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  challenge_id!: string;
  /** How the code was sent. */
  @ApiProperty({ enum: CHANNELS, example: 'sms' })
  channel!: Channel;
  /** When the code was entered. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  verified_at!: string;
}
