import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { parsePhoneNumber } from '../../common/phone-number.js';
import { AppConfig } from '../../config/index.js';

/** Numbers as administrators write them into addresses. */
@Injectable()
export class AdminPhone {
  constructor(private readonly config: AppConfig) {}

  /**
   * Any number that could be called. A `+` that was not written as `%2B` arrives as a space.
   * @returns E.164
   * @throws AppError phone_number_invalid
   */
  read(text: string, member: string): string {
    const parsed = parsePhoneNumber(text.replace(/^ (?=\d)/, '+'), {
      defaultCountry: this.config.defaultCountry,
      channel: 'call',
    });
    if (parsed.ok) return parsed.e164;
    throw new AppError('phone_number_invalid', {
      detail: parsed.sentence,
      errors: { [member]: [parsed.sentence] },
    });
  }
}
