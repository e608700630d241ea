import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A 256-bit key with the id that encrypted data names. */
export interface CipherKey {
  id: string;
  secret: Buffer;
}

/**
 * Encrypts small texts at rest with AES-256-GCM. The first key writes, all read, so that keys rotate without loss.
 * Layout: length of the key id (1 byte), key id, nonce (12), tag (16), ciphertext.
 */
export class Cipher {
  constructor(private readonly keys: readonly CipherKey[]) {}

  /** `context` (such as the row's id) is authenticated: data moved to another row does not decrypt. */
  encrypt(text: string, context: string): Buffer<ArrayBuffer> {
    const key = this.keys[0]!;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.secret, nonce).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const id = Buffer.from(key.id);
    return Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.getAuthTag(), body]);
  }

  /** @throws when the key is not known, the context differs or the data was changed */
  decrypt(data: Uint8Array, context: string): string {
    const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const idEnd = 1 + (buffer[0] ?? 0);
    const id = buffer.subarray(1, idEnd).toString();
    const key = this.keys.find((candidate) => candidate.id === id);
    if (!key) throw new Error(`DATA_KEYS has no key with the id that this data names`);
    const nonceEnd = idEnd + NONCE_BYTES;
    const tagEnd = nonceEnd + TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key.secret, buffer.subarray(idEnd, nonceEnd))
      .setAAD(Buffer.from(context))
      .setAuthTag(buffer.subarray(nonceEnd, tagEnd));
    return Buffer.concat([decipher.update(buffer.subarray(tagEnd)), decipher.final()]).toString('utf8');
  }
}
