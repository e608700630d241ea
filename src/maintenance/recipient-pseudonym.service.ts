import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { secretsConfig, type SecretsConfig } from '../config/index.js';

/**
 * Makes a pseudonym for a recipient whose number or address is no longer needed, so that messages can still be counted per
 * recipient. The hash is keyed, because all phone numbers could be tried against a plain one.
 */
@Injectable()
export class RecipientPseudonymService {
  private readonly secret: Buffer;

  constructor(@Inject(secretsConfig.KEY) config: SecretsConfig) {
    // The oldest pepper, as for the keys of limits: adding a new one in front changes no pseudonym.
    const pepper = config.peppers.at(-1);
    if (!pepper) throw new Error('OTP_PEPPERS is empty: pseudonyms need a key');
    this.secret = Buffer.from(hkdfSync('sha256', pepper.secret, '', 'ramz recipient pseudonyms', 32));
  }

  /** `~` and 43 characters of base64url: neither a number nor an address. */
  of(recipient: string): string {
    return `~${createHmac('sha256', this.secret).update(recipient).digest('base64url')}`;
  }
}
