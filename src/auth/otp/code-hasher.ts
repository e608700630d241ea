import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { secretsConfig, type SecretsConfig } from '../../config/index.js';

/** A digest with the id of the pepper that made it. */
export interface CodeDigest {
  digest: string;
  pepperId: string;
}

/**
 * Digests and compares codes: HMAC-SHA-256 with a pepper, bound to the challenge, so that a copy of the database reveals
 * no code. The first pepper writes and all of them are read, so that peppers can rotate while codes are live.
 */
@Injectable()
export class CodeHasher {
  constructor(@Inject(secretsConfig.KEY) private readonly secrets: Pick<SecretsConfig, 'peppers'>) {}

  digest(challengeId: string, code: string): CodeDigest {
    const pepper = this.secrets.peppers[0]!;
    return { digest: hmac(pepper.secret, challengeId, code).toString('base64url'), pepperId: pepper.id };
  }

  /** Compares in constant time. False if the pepper is no longer configured. */
  matches(challengeId: string, code: string, { digest, pepperId }: CodeDigest): boolean {
    const pepper = this.secrets.peppers.find((candidate) => candidate.id === pepperId);
    if (!pepper) return false;
    const expected = Buffer.from(digest, 'base64url');
    const actual = hmac(pepper.secret, challengeId, code);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }
}

function hmac(secret: Buffer, challengeId: string, code: string): Buffer {
  return createHmac('sha256', secret).update(`${challengeId}\0${code}`).digest();
}
