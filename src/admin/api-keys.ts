import { createHash, timingSafeEqual } from 'node:crypto';
import type { AdminApiKey } from '../config/index.js';

/**
 * The configured key that was sent, if any. Digests are compared in constant time, and every one of them, so that the
 * time tells nothing of how much of which key was right.
 */
export function findApiKey(keys: readonly AdminApiKey[], sent: string): AdminApiKey | undefined {
  const digest = createHash('sha256').update(sent).digest();
  return keys.reduce<AdminApiKey | undefined>(
    (found, key) => (timingSafeEqual(key.digest, digest) ? (found ?? key) : found),
    undefined,
  );
}
