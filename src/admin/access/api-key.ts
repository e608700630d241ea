import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AdminApiKey } from './admin.config.js';

const KEY_BYTES = 32;

/** A key to hand out, and its digest: what Ramz keeps of it. */
export function newApiKey(): { key: string; digest: Buffer } {
  const key = `ramz_${randomBytes(KEY_BYTES).toString('base64url')}`;
  return { key, digest: digestOf(key) };
}

/**
 * The key that was sent, if it is one of these. Digests are compared in constant time, and every one of them, so that the
 * time tells nothing of how much of which key was right.
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
