import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveKey } from '../../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../../config/index.js';

/** Makes the keyed hashes under which the guard counts: its rows name nobody. */
@Injectable()
export class GuardKeys {
  private readonly secret: Buffer;

  constructor(@Inject(secretsConfig.KEY) { peppers }: SecretsConfig) {
    this.secret = deriveKey(peppers, 'guard keys');
  }

  /** @param kind what the text is, such as `recipient` or `address` */
  hash(kind: string, text: string): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([kind, text]))
      .digest('base64url');
  }
}
