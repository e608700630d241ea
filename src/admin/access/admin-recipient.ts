import { Inject, Injectable } from '@nestjs/common';
import { readRecipient, recipientInputOf } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';

/** Reads the numbers and e-mail addresses that administrators write into URLs. */
@Injectable()
export class AdminRecipient {
  constructor(@Inject(installationConfig.KEY) private readonly config: InstallationConfig) {}

  /**
   * Accepts landlines too, because nothing is sent.
   * @param parameter the name of the parameter the text came in
   * @returns E.164, or the address in lower case
   * @throws AppError phone_number_invalid, email_invalid
   */
  read(text: string, parameter: string): string {
    const options = { defaultCountry: this.config.defaultCountry, channel: 'call' } as const;
    return readRecipient(recipientInputOf(text), options, parameter).value;
  }
}
