import { ApiProperty } from '@nestjs/swagger';
import { Equals } from 'class-validator';
import { CodeSentDto, DeliveryOptionsDto } from '../otp/otp.dto.js';
import { EmailField, PhoneNumberField } from '../otp/recipient-field.decorator.js';
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
  /** The new phone number, in the same forms as when a code is requested. @example '09351234567' */
  @PhoneNumberField('phone_number must be a string such as "+989123456789"')
  phone_number?: string;

  /** The new e-mail address. @example 'sara@example.com' */
  @EmailField()
  email?: string;
}

export class MeDto extends UserDto {
  /** The number that replaces `phone_number` as soon as the code that was sent to it is entered. @example '+989351234567' */
  pending_phone_number!: string | null;
  /** The address that replaces `email` as soon as the code that was sent to it is entered. @example 'sara@example.com' */
  pending_email!: string | null;
}

export class MeChangedDto extends MeDto {
  /** Absent if nothing was sent, because the account already has this number or address. */
  code?: CodeSentDto;
}

export class ContactVerifiedDto {
  /** A sentence for people. @example 'Phone number verified' */
  message!: string;
  /** The user with the verified number or address. */
  user!: MeDto;
}
