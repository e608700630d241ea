import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { KeyedSecret } from '../../config/index.js';

/** A digest with the id of the pepper that made it. */
export interface CodeDigest {
  digest: string;
  pepperId: string;
}

/** A code of `length` digits, each value as likely, from the system's cryptographic generator. */
export function generateCode(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}

/**
 * Digests and compares codes: HMAC-SHA-256 under a pepper, bound to the challenge, so that a copy of the database
 * yields no code. The first pepper writes, all are read, so that peppers rotate while codes are out.
 */
export class CodeHasher {
  constructor(private readonly peppers: readonly KeyedSecret[]) {}

  digest(challengeId: string, code: string): CodeDigest {
    const pepper = this.peppers[0]!;
    return { digest: hmac(pepper.secret, challengeId, code).toString('base64url'), pepperId: pepper.id };
  }

  /** Compares in constant time. False for a pepper that is no longer configured. */
  matches(challengeId: string, code: string, { digest, pepperId }: CodeDigest): boolean {
    const pepper = this.peppers.find((candidate) => candidate.id === pepperId);
    if (!pepper) return false;
    const expected = Buffer.from(digest, 'base64url');
    const actual = hmac(pepper.secret, challengeId, code);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }
}

function hmac(secret: Buffer, challengeId: string, code: string): Buffer {
  return createHmac('sha256', secret).update(`${challengeId}\0${code}`).digest();
}
