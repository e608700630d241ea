import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { KeyedSecret } from '../../config/index.js';

const BYTES = 32;
const PURPOSE = 'refresh token successor';

/** A new opaque token, 43 characters. */
export function newRefreshToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** What the database keeps of a token. The token is random, so a plain digest is enough. */
export function refreshDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * The token that follows a token. Derived under a key of `DATA_KEYS` and not random, so that a client that refreshed
 * twice at once gets the same one both times, while only its digest is kept.
 */
export function successorOf(token: string, key: KeyedSecret): string {
  return createHmac('sha256', key.secret).update(`${PURPOSE}\0${token}`).digest('base64url');
}
