import { AppError } from '../../common/app-error.js';
import type { MessagePayload, MessagePayloadCipher, NewMessage } from '../../messaging/index.js';
import type { SendGuard } from './send-guard.contract.js';

/** In characters; providers may accept less. */
export const MAX_TEXT_LENGTH = 1600;
/** Life of a text in milliseconds. */
export const TEXT_LIFETIME_MS = 24 * 3_600_000;

export interface SmsOptions {
  guard: SendGuard;
  /** Sender line; the configured one by default, then the provider's own default. */
  sender?: string;
  /** Name of the admin key, kept with the message. */
  requestedBy?: string;
  /** Id of the message, or of the batch of a bulk send; a new one by default. */
  id?: string;
}

/** @throws AppError validation_failed */
export function assertText(text: string): void {
  if (text.trim() === '') throw invalidField('message', 'message must not be empty');
  if (text.length > MAX_TEXT_LENGTH) {
    throw invalidField('message', `message must have at most ${MAX_TEXT_LENGTH} characters`);
  }
}

/** Stores messages once their money is set aside, and gives it back if they cannot be stored. */
export async function storePaid(guard: SendGuard, rows: NewMessage[], store: () => Promise<unknown>): Promise<void> {
  const messages = rows.flatMap(({ id, recipient, country, segments }) =>
    country ? [{ id, recipient, country, segments }] : [],
  );
  const giveBack = await guard.setAside(messages);
  try {
    await store();
  } catch (error) {
    await giveBack();
    throw error;
  }
}

export function invalidField(field: string, ...sentences: string[]): AppError {
  return new AppError('validation_failed', { detail: sentences.join('; '), errors: { [field]: sentences } });
}

/** The row of a new message, with its payload encrypted. */
export function messageRow(
  cipher: MessagePayloadCipher,
  message: Pick<NewMessage, 'id' | 'kind' | 'recipient' | 'country' | 'segments' | 'expiresAt'> & {
    payload: MessagePayload;
  },
  { sender, requestedBy }: Pick<SmsOptions, 'sender' | 'requestedBy'>,
): NewMessage {
  return { ...message, channel: 'sms', payload: cipher.seal(message.id, message.payload), sender, requestedBy };
}
