import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveKey } from '../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';
import type { LimitState } from './limit-state.js';

/**
 * Makes the keys under which limits are counted. There are so few phone numbers that a plain hash of one can be reversed
 * by trying them all, and others may read the store, so the hash is keyed.
 */
@Injectable()
export class LimitKeys {
  private readonly secret: Buffer;

  constructor(@Inject(secretsConfig.KEY) { peppers }: SecretsConfig) {
    this.secret = deriveKey(peppers, 'limit keys');
  }

  /** @param subject what is counted, already normalised: an address, an E.164 number, or several parts of it */
  of(name: LimitState['name'], ...subject: string[]): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([name, ...subject]))
      .digest('base64url');
  }
}
