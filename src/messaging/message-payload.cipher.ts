import { z } from 'zod';
import { Cipher } from '../common/cipher.js';

const schema = z.object({
  text: z.string(),
  /** Absent if the text contains no code. */
  otp: z.object({ code: z.string(), locale: z.string() }).optional(),
  /** Present if the provider generates the code itself. */
  managed: z.object({ provider: z.string(), locale: z.string() }).optional(),
  /** Present in e-mails; their plain text is `text`. */
  mail: z.object({ subject: z.string(), html: z.string() }).optional(),
  /** Present if the caller chose a template. */
  template: z
    .object({
      name: z.string().optional(),
      tokens: z.array(z.string()),
      token10: z.string().optional(),
      token20: z.string().optional(),
    })
    .optional(),
});

/** The content of a message: its full text and, for providers that have templates, the values for them. */
export type MessagePayload = z.infer<typeof schema>;

/** Encrypts payloads for the table of messages. Each one is bound to its row. */
export class MessagePayloadCipher {
  constructor(private readonly cipher: Cipher) {}

  seal(messageId: string, payload: MessagePayload): Buffer<ArrayBuffer> {
    return this.cipher.encrypt(JSON.stringify(payload), messageId);
  }

  /** @throws Error if no key of `DATA_KEYS` fits */
  open(messageId: string, data: Uint8Array): MessagePayload {
    return schema.parse(JSON.parse(this.cipher.decrypt(data, messageId)));
  }
}
