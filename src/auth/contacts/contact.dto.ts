import { ApiProperty } from '@nestjs/swagger';
import { Equals, IsOptional, IsString, MaxLength } from 'class-validator';
import { CodeSentDto, DeliveryOptionsDto, NullMeans } from '../otp/otp.dto.js';
import { UserDto } from '../users/user.dto.js';

const PHONE_LENGTH = 64;
const EMAIL_LENGTH = 320;

export class SendPhoneCodeDto extends DeliveryOptionsDto {
  /** @example 'SMS' */
  @ApiProperty({ enum: ['SMS'] })
  @Equals('SMS', { message: 'otp_type must be SMS' })
  otp_type!: 'SMS';
}

export class SendEmailCodeDto extends DeliveryOptionsDto {
  /** @example 'EMAIL' */
  @ApiProperty({ enum: ['EMAIL'] })
  @Equals('EMAIL', { message: 'otp_type must be EMAIL' })
  otp_type!: 'EMAIL';
}

/** One of both: each is changed by a code of its own. */
export class ChangeMeDto extends DeliveryOptionsDto {
  /** The new number, as when a code is asked for. @example '09351234567' */
  @NullMeans(undefined)
  @IsOptional()
  @MaxLength(PHONE_LENGTH, { message: `phone_number must have at most ${PHONE_LENGTH} characters` })
  @IsString({ message: 'phone_number must be a string such as "+989123456789"' })
  phone_number?: string;

  /** The new address. @example 'sara@example.com' */
  @NullMeans(undefined)
  @IsOptional()
  @MaxLength(EMAIL_LENGTH, { message: `email must have at most ${EMAIL_LENGTH} characters` })
  @IsString({ message: 'email must be a string such as "sara@example.com"' })
  email?: string;
}

export class MeDto extends UserDto {
  /** A number that replaces `phone_number` once the code that was sent to it is entered. @example '+989351234567' */
  pending_phone_number!: string | null;
  /** An address that replaces `email` once the code that was sent to it is entered. @example 'sara@example.com' */
  pending_email!: string | null;
}

export class MeChangedDto extends MeDto {
  /** Absent where nothing had to be sent, because the account has this number or address already. */
  code?: CodeSentDto;
}

export class ContactVerifiedDto {
  /** A sentence for people. @example 'Phone number verified' */
  message!: string;
  /** The user, with what was verified. */
  user!: MeDto;
}
