import type { DeliveryReport, DeliveryState } from '../provider.contract.js';
import type { StatusEntry } from './kavenegar.schemas.js';

interface MessageStatus {
  state: DeliveryState;
  meaning: string;
}

/** What `sms/status` says of an id that it does not know. */
export const UNKNOWN_MESSAGE = 100;
export const CANCELLED = 13;

/**
 * Every status of a message (https://kavenegar.com/rest.html, table 2; 50, an incoming message, is of no concern here).
 *
 * - 11 is what the operator says now: with `resendfailed` on the account Kavenegar sends such a message again, and 10 may
 *   follow.
 * - 100 is no statement on delivery. Kavenegar says it of ids that are older than 48 hours, archived, another account's or
 *   unknown, so that a message which arrived turns to 100 later, and `failed` would be a false claim. It stays `pending`,
 *   "not yet known", and whoever polls stops at `pollWindowMs`.
 */
export const messageStatuses: Readonly<Record<number, MessageStatus>> = {
  1: { state: 'pending', meaning: 'Kavenegar has it in its queue.' },
  2: { state: 'pending', meaning: 'Kavenegar has scheduled it for later.' },
  4: { state: 'pending', meaning: 'Kavenegar has handed it to the operator.' },
  5: { state: 'pending', meaning: 'Kavenegar has handed it to the operator.' },
  6: { state: 'failed', meaning: 'The sender line failed, and it was not delivered.' },
  10: { state: 'delivered', meaning: 'It has reached the phone.' },
  11: { state: 'undelivered', meaning: 'It has not reached the phone, which is off or out of range.' },
  [CANCELLED]: {
    state: 'cancelled',
    meaning: 'It was cancelled, by a user or because of a fault; its cost is refunded.',
  },
  14: {
    state: 'undelivered',
    meaning: 'It was blocked: the recipient refuses texts of advertising lines. Its cost is refunded.',
  },
  [UNKNOWN_MESSAGE]: {
    state: 'pending',
    meaning: "Kavenegar does not know this message: it is older than 48 hours, or another account's.",
  },
};

export function reportOf({ messageid, status }: StatusEntry): DeliveryReport {
  const { state, meaning } = messageStatuses[status] ?? {
    state: 'pending',
    meaning: `Kavenegar gives it the status ${status}, which Ramz does not know.`,
  };
  return { providerMessageId: messageid, state, rawStatus: String(status), meaning };
}
