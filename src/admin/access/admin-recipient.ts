import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { parseEmailAddress } from '../../common/email-address.js';
import { parsePhoneNumber } from '../../common/phone-number.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';

/** Numbers and e-mail addresses as administrators write them into URLs. */
@Injectable()
export class AdminRecipient {
  constructor(@Inject(installationConfig.KEY) private readonly config: InstallationConfig) {}

  /**
   * Any number that could be called, or an e-mail address: no number has an `@`. A `+` before a number that was not
   * written as `%2B` arrives as a space.
   * @returns E.164, or the address as it is stored
   * @throws AppError phone_number_invalid, email_invalid
   */
  read(text: string, member: string): string {
    if (text.includes('@')) return readAddress(text, member);
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

function readAddress(text: string, member: string): string {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.address;
  throw new AppError('email_invalid', { detail: parsed.sentence, errors: { [member]: [parsed.sentence] } });
}
