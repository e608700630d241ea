import { deliveryReport, type DeliveryStatuses } from '../delivery-statuses.js';
import type { DeliveryReport } from '../provider.contract.js';
import type { StatusEntry } from './kavenegar.schemas.js';

/** The status of an id that Kavenegar does not know. */
export const UNKNOWN_MESSAGE = 100;
export const CANCELLED = 13;

/**
 * Every status of a sent message (https://kavenegar.com/rest.html, table 2).
 * - After 11, with `resendfailed` on the account, Kavenegar sends the message again, and 10 may follow.
 * - 100 does not mean that delivery failed: Kavenegar also reports it for messages that are older than 48 hours, archived
 *   or another account's. A delivered message becomes 100 later, so it stays `pending`. Polling ends at `pollWindowMs`.
 */
export const messageStatuses: DeliveryStatuses = {
  1: { state: 'pending', meaning: 'Kavenegar has queued it.' },
  2: { state: 'pending', meaning: 'Kavenegar has scheduled it for later.' },
  4: { state: 'pending', meaning: 'Kavenegar has passed it to the operator.' },
  5: { state: 'pending', meaning: 'Kavenegar has passed it to the operator.' },
  6: { state: 'failed', meaning: 'The sender line failed, and it was not delivered.' },
  10: { state: 'delivered', meaning: 'It has reached the phone.' },
  11: { state: 'undelivered', meaning: 'It has not reached the phone, which is off or out of range.' },
  [CANCELLED]: {
    state: 'cancelled',
    meaning: 'It was cancelled, by a user or because of a fault. Its cost is refunded.',
  },
  14: {
    state: 'undelivered',
    meaning: 'It was blocked, because the recipient refuses texts of advertising lines. Its cost is refunded.',
  },
  [UNKNOWN_MESSAGE]: {
    state: 'pending',
    meaning: "Kavenegar does not know this message: it is older than 48 hours, or another account's.",
  },
};

export function reportOf({ messageid, status }: StatusEntry): DeliveryReport {
  return deliveryReport('Kavenegar', messageStatuses, messageid, status);
}
