import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { Cipher } from '../../common/cipher.js';

const BYTES = 32;

/** A new opaque refresh token of 43 characters. */
export function newRefreshToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** The digest that the database stores. A refresh token is random, so SHA-256 without a key is enough. */
export function refreshDigest(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url');
}

/**
 * Encrypts the successor of a refresh token, so that only the holder of that token can get it again. The key is derived
 * from the token itself, of which the database has no more than the digest.
 */
export function sealSuccessor(refreshToken: string, successor: string): Buffer<ArrayBuffer> {
  return cipherOf(refreshToken).encrypt(successor, refreshDigest(refreshToken));
}

/** @throws Error if the data was not sealed with this token */
export function openSuccessor(refreshToken: string, sealed: Uint8Array): string {
  return cipherOf(refreshToken).decrypt(sealed, refreshDigest(refreshToken));
}

function cipherOf(refreshToken: string): Cipher {
  const secret = Buffer.from(hkdfSync('sha256', refreshToken, '', 'ramz refresh token successor', BYTES));
  return new Cipher([{ id: '', secret }]);
}
