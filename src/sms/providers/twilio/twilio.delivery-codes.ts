import { meaningOf } from '../status-rules.js';
import { statusRules } from './twilio.status-codes.js';

/** Error codes that occur only in delivery reports. */
const deliveryMeanings: Readonly<Record<number, string>> = {
  30003: 'The handset is off or out of reach (30003).',
  30004: 'The recipient or the carrier blocks messages of this kind (30004).',
  30005: 'The number is unknown or no longer in use (30005).',
  30006: 'The recipient is a landline, or its carrier cannot be reached (30006).',
  30007: 'The carrier or Twilio filtered the message (30007).',
  30008: 'The carrier did not deliver it and gave no reason (30008).',
  30036: 'The message waited longer than its code is valid, and was not sent (30036).',
  30410: 'The carrier gave Twilio no answer (30410). Twilio does not send it again, and it may have arrived.',
  30450: "Twilio's protection against SMS pumping blocked the message (30450).",
};

/** The number does not exist or cannot receive texts. */
const RECIPIENT_FAULTS = new Set([30005, 30006]);

/** Whether a delivery report with this code is about the number itself. */
export function isRecipientFault(code: number): boolean {
  return RECIPIENT_FAULTS.has(code) || statusRules[code]?.recipientAtFault === true;
}

/** The meaning of an error code in a delivery report. */
export function deliveryMeaning(code: number): string {
  const rule = statusRules[code];
  if (rule) return meaningOf(rule, { method: 'plain' });
  return deliveryMeanings[code] ?? `Twilio reports error ${code}, which Ramz does not know.`;
}
