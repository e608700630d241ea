import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { KeyedSecret } from '../../config/index.js';

const BYTES = 32;
const PURPOSE = 'refresh token successor';

/** A new opaque refresh token of 43 characters. */
export function newRefreshToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** The digest that the database stores. A refresh token is random, so SHA-256 without a key is enough. */
export function refreshDigest(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url');
}

/**
 * The successor of a refresh token. It is derived with a key of `DATA_KEYS` instead of drawn at random, so that a client
 * that refreshes concurrently gets the same successor each time, although only its digest is stored.
 */
export function successorOf(refreshToken: string, key: KeyedSecret): string {
  return createHmac('sha256', key.secret).update(`${PURPOSE}\0${refreshToken}`).digest('base64url');
}
