import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveKey } from '../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';

/**
 * Stands for a recipient whose number or address is no longer needed, so that what was sent to one can still be counted.
 * Numbers are few enough to try them all against a plain hash, so it is keyed.
 */
@Injectable()
export class RecipientPseudonyms {
  private readonly secret: Buffer;

  constructor(@Inject(secretsConfig.KEY) { peppers }: SecretsConfig) {
    this.secret = deriveKey(peppers, 'recipient pseudonyms');
  }

  /** `~` and 43 characters of base64url: neither a number nor an address. */
  of(recipient: string): string {
    return `~${createHmac('sha256', this.secret).update(recipient).digest('base64url')}`;
  }
}
