import { hkdfSync } from 'node:crypto';

/** What derived keys are for. The words are part of the derivation: changing one changes its key. */
type Purpose =
  | 'limit keys'
  | 'recipient pseudonyms'
  | 'idempotency keys'
  | 'self requests'
  | 'guard keys'
  | 'proof of work';

/**
 * Derives a 256-bit key for one purpose from the oldest key of a list, with HKDF-SHA-256 (RFC 5869). A new key in front
 * of the list changes nothing; dropping the oldest does.
 */
export function deriveKey(keys: readonly { secret: Buffer }[], purpose: Purpose): Buffer {
  const oldest = keys.at(-1);
  if (!oldest) throw new Error(`There is no key to derive ${purpose} from`);
  return Buffer.from(hkdfSync('sha256', oldest.secret, '', `ramz ${purpose}`, 32));
}
