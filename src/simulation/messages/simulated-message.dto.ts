import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';

export class SimulatedMessageQueryDto {
  /** A number or an e-mail address; without it, the messages to everybody. @example '09123456789' */
  @ApiPropertyOptional()
  @IsOptional()
  @MaxLength(MAX_INPUT_LENGTH.email, { message: 'to is too long for a number or an address' })
  @IsString({ message: 'to must be a number or an address' })
  to?: string;
}

/** A message that the simulation sent to nobody. */
export class SimulatedMessageDto {
  /** The number in E.164, or the e-mail address. @example '+989123456789' */
  to!: string;
  @ApiProperty({ enum: ['sms', 'call', 'email'], example: 'sms' })
  channel!: 'sms' | 'call' | 'email';
  /** Of an e-mail. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  subject!: string | null;
  /** The whole text. @example 'Your code: 276312' */
  text!: string;
  /** The code in it; null if it carries none. */
  @ApiProperty({ type: 'string', nullable: true, example: '276312' })
  code!: string | null;
  /** SMS that the text would be billed as; null for calls and e-mails. */
  @ApiProperty({ type: 'integer', nullable: true, example: 1 })
  segments!: number | null;
  /** How an SMS would be encoded; null for calls and e-mails. */
  @ApiProperty({ type: 'string', enum: ['gsm7', 'ucs2'], nullable: true, example: 'gsm7' })
  encoding!: 'gsm7' | 'ucs2' | null;
  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:50:09.894Z' })
  created_at!: string;
}

export class SimulatedMessagesDto {
  /** The newest first, at most a hundred. */
  @ApiProperty({ type: [SimulatedMessageDto] })
  messages!: SimulatedMessageDto[];
}
