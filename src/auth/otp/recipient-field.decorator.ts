import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';
import { NullMeans } from '../../http/index.js';

// The OpenAPI plugin does not look into these decorators, so they also state the length for it.

interface RecipientFields {
  phone_number?: string;
  email?: string;
  challenge_id?: string;
}

/**
 * The field `phone_number` of a body.
 * @param message for anything but a string
 * @param isRequired whether the body needs the field; it is always optional without
 */
export function PhoneNumberField(message: string, isRequired?: (dto: RecipientFields) => boolean): PropertyDecorator {
  const maxLength = MAX_INPUT_LENGTH.phone;
  return applyDecorators(
    IsString({ message }),
    MaxLength(maxLength, { message: `phone_number must have at most ${maxLength} characters` }),
    ValidateIf((dto: RecipientFields) => dto.phone_number !== undefined || isRequired?.(dto) === true),
    NullMeans(undefined),
    ApiPropertyOptional({ maxLength }),
  );
}

/** The optional field `email` of a body. */
export function EmailField(): PropertyDecorator {
  const maxLength = MAX_INPUT_LENGTH.email;
  return applyDecorators(
    IsString({ message: 'email must be a string such as "sara@example.com"' }),
    MaxLength(maxLength, { message: `email must have at most ${maxLength} characters` }),
    IsOptional(),
    NullMeans(undefined),
    ApiPropertyOptional({ maxLength }),
  );
}
