import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CHANNELS, NullMeans, type Channel } from '../otp/otp.dto.js';
import { PURPOSES, type Purpose } from '../otp/purpose.policy.js';

const TOKEN_LENGTH = 4096;

export class ConsumeTokenDto {
  /** As verification has answered with. @example 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoidmVyaWZpY2F0aW9uK2p3dCJ9.e30.AA' */
  @MaxLength(TOKEN_LENGTH, { message: `verification_token must have at most ${TOKEN_LENGTH} characters` })
  @IsString({ message: 'verification_token must be the string that verification has answered with' })
  verification_token!: string;

  /** What your backend is about to do: a token for anything else is refused, and stays good. */
  @ApiPropertyOptional({ enum: PURPOSES, example: 'password_reset' })
  @NullMeans(undefined)
  @IsOptional()
  @IsIn(PURPOSES, { message: `purpose must be one of ${PURPOSES.join(', ')}` })
  purpose?: Purpose;
}

export class ProofDto {
  /** What the code was asked for. */
  @ApiProperty({ enum: PURPOSES, example: 'password_reset' })
  purpose!: Purpose;
  /** E.164, where the code was asked for by number. @example '+989123456789' */
  phone_number?: string;
  /** In lower case, where the code was asked for by address. @example 'sara@example.com' */
  email?: string;
  /** Of the code that was entered. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  challenge_id!: string;
  /** How the code was asked to be sent: with `phone_number` and `email`, it went to the verified address of the number's owner. */
  @ApiProperty({ enum: CHANNELS, example: 'sms' })
  channel!: Channel;
  /** When the code was entered. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  verified_at!: string;
}
