import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { secretsConfig, type SecretsConfig } from '../config/index.js';
import type { LimitName } from './limit.config.js';

/**
 * Makes the keys under which limits are counted. Numbers are few enough to try them all against a plain hash, and the
 * store may be a Redis that others read, so the hash is keyed.
 */
@Injectable()
export class LimitKeys {
  private readonly secret: Buffer;

  constructor(@Inject(secretsConfig.KEY) config: SecretsConfig) {
    // The oldest pepper: a new one, added in front while processes restart one by one, leaves all of them counting under
    // the same keys. Only dropping the oldest starts the windows anew.
    const pepper = config.peppers.at(-1);
    if (!pepper) throw new Error('OTP_PEPPERS is empty: limits need a key');
    this.secret = Buffer.from(hkdfSync('sha256', pepper.secret, '', 'ramz limit keys', 32));
  }

  /** @param subject what is counted: an address, an E.164 number, or several parts of it; already normalised */
  of(name: LimitName, ...subject: string[]): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([name, ...subject]))
      .digest('base64url');
  }
}
