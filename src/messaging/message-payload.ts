import { z } from 'zod';
import { Cipher } from '../common/cipher.js';

const schema = z.object({
  text: z.string(),
  /** Absent for a text that carries no code. */
  otp: z.object({ code: z.string(), locale: z.string() }).optional(),
  /** Present when the provider makes the code itself. */
  managed: z.object({ provider: z.string(), locale: z.string() }).optional(),
  /** Present in e-mails, whose plain text is `text`. */
  mail: z.object({ subject: z.string(), html: z.string() }).optional(),
  /** Absent unless the caller chose a template. */
  template: z.object({ name: z.string().optional(), tokens: z.array(z.string()) }).optional(),
});

/** What is to be sent: the whole text and, for providers with templates of their own, its values. */
export type MessagePayload = z.infer<typeof schema>;

/** Payloads as they stand in the `messages` table: encrypted, and bound to their row. */
export class MessagePayloadCipher {
  constructor(private readonly cipher: Cipher) {}

  seal(messageId: string, payload: MessagePayload): Buffer<ArrayBuffer> {
    return this.cipher.encrypt(JSON.stringify(payload), messageId);
  }

  /** @throws when no key of `DATA_KEYS` opens it */
  open(messageId: string, data: Uint8Array): MessagePayload {
    return schema.parse(JSON.parse(this.cipher.decrypt(data, messageId)));
  }
}
