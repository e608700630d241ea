import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AdminApiKey } from './admin.config.js';

const KEY_BYTES = 32;

/** A new key and its digest, which is all that Ramz stores. */
export function newApiKey(): { key: string; digest: Buffer } {
  const key = `ramz_${randomBytes(KEY_BYTES).toString('base64url')}`;
  return { key, digest: digestOf(key) };
}

/**
 * The entry of the key that was sent, if there is one. Compares all digests, each in constant time, so that the time does
 * not reveal which key came close.
 */
export function findApiKey(keys: readonly AdminApiKey[], sent: string): AdminApiKey | undefined {
  const digest = digestOf(sent);
  return keys.reduce<AdminApiKey | undefined>(
    (found, key) => (timingSafeEqual(key.digest, digest) ? (found ?? key) : found),
    undefined,
  );
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
