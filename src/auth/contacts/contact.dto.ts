import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Equals, IsOptional, IsString, MaxLength } from 'class-validator';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';
import { CodeSentDto, DeliveryOptionsDto } from '../otp/otp.dto.js';
import { UserDto } from '../users/user.dto.js';

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

/** One of the two, because each is verified by a code of its own. */
export class ChangeMeDto extends DeliveryOptionsDto {
  /** The new phone number, in the same forms as when a code is requested; null removes the current one. @example '09351234567' */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_INPUT_LENGTH.phone })
  @IsOptional()
  @MaxLength(MAX_INPUT_LENGTH.phone, { message: `phone_number must have at most ${MAX_INPUT_LENGTH.phone} characters` })
  @IsString({ message: 'phone_number must be a string such as "+989123456789", or null to remove it' })
  phone_number?: string | null;

  /** The new e-mail address; null removes the current one. @example 'sara@example.com' */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_INPUT_LENGTH.email })
  @IsOptional()
  @MaxLength(MAX_INPUT_LENGTH.email, { message: `email must have at most ${MAX_INPUT_LENGTH.email} characters` })
  @IsString({ message: 'email must be a string such as "sara@example.com", or null to remove it' })
  email?: string | null;
}

export class MeDto extends UserDto {
  /** The number that replaces `phone_number` as soon as the code that was sent to it is entered. @example '+989351234567' */
  pending_phone_number!: string | null;
  /** The address that replaces `email` as soon as the code that was sent to it is entered. @example 'sara@example.com' */
  pending_email!: string | null;
}

export class MeChangedDto extends MeDto {
  /** Absent if nothing was sent: the account already has this number or address, or it was removed. */
  code?: CodeSentDto;
}

export class ContactVerifiedDto {
  /** A sentence for people. @example 'Phone number verified' */
  message!: string;
  /** The user with the verified number or address. */
  user!: MeDto;
}
