import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A 256-bit key with the id that encrypted data refers to. */
export interface CipherKey {
  id: string;
  secret: Buffer;
}

/**
 * Encrypts small texts at rest with AES-256-GCM. The first key encrypts, and all keys decrypt, so that keys can be
 * rotated. Layout: length of the key id (1 byte), key id, nonce (12), tag (16), ciphertext.
 */
export class Cipher {
  constructor(private readonly keys: readonly CipherKey[]) {}

  /** @param context is authenticated, such as the id of the row: data that is moved to another row cannot be decrypted */
  encrypt(text: string, context: string): Buffer<ArrayBuffer> {
    const key = this.keys[0]!;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.secret, nonce).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const id = Buffer.from(key.id);
    return Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.getAuthTag(), body]);
  }

  /** @throws when the key is unknown, the context differs, or the data was changed */
  decrypt(data: Uint8Array, context: string): string {
    const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const idEnd = 1 + (buffer[0] ?? 0);
    const id = buffer.subarray(1, idEnd).toString();
    const key = this.keys.find((candidate) => candidate.id === id);
    if (!key) throw new Error('DATA_KEYS lacks the key of this data');
    const nonceEnd = idEnd + NONCE_BYTES;
    const tagEnd = nonceEnd + TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key.secret, buffer.subarray(idEnd, nonceEnd))
      .setAAD(Buffer.from(context))
      .setAuthTag(buffer.subarray(nonceEnd, tagEnd));
    return Buffer.concat([decipher.update(buffer.subarray(tagEnd)), decipher.final()]).toString('utf8');
  }
}
