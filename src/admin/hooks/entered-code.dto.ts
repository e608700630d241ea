import { IsString, Length } from 'class-validator';
import { KnownFieldsOnly } from '../../http/index.js';

@KnownFieldsOnly()
export class CodeEnteredDto {
  /** The number whose owner has entered the code. @example '+989123456789' */
  @Length(1, 64, { message: 'phone_number must be a number such as +989123456789' })
  @IsString({ message: 'phone_number must be a string' })
  phone_number!: string;
}

export class CodeEnteredResultDto {
  /** Whether a code of the server was waiting for this number. It counts as entered now. @example true */
  entered!: boolean;
}
