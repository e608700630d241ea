import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

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
export function findApiKey<Key extends { digest: Buffer }>(keys: readonly Key[], sent: string): Key | undefined {
  const digest = digestOf(sent);
  return keys.reduce<Key | undefined>(
    (found, key) => (timingSafeEqual(key.digest, digest) ? (found ?? key) : found),
    undefined,
  );
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
