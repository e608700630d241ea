import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveKey } from '../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';

/**
 * Makes a pseudonym for a recipient whose number or address is no longer needed, so that messages can still be counted per
 * recipient. The hash is keyed, because all phone numbers could be tried against a plain one.
 */
@Injectable()
export class RecipientPseudonymService {
  private readonly secret: Buffer;

  constructor(@Inject(secretsConfig.KEY) { peppers }: SecretsConfig) {
    this.secret = deriveKey(peppers, 'recipient pseudonyms');
  }

  /** `~` and 43 characters of base64url: neither a number nor an address. */
  of(recipient: string): string {
    return `~${createHmac('sha256', this.secret).update(recipient).digest('base64url')}`;
  }
}
