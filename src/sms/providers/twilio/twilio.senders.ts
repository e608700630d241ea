import { createHash } from 'node:crypto';
import { maskPhoneNumber } from '../../../common/phone-number.js';
import type { SendFailure, SmsRequest } from '../provider.contract.js';
import type { TwilioOptions } from './twilio.options.js';

export type TwilioSender = { From: string } | { MessagingServiceSid: string };

/** The sender of a plain text: the caller's, otherwise the Messaging Service, otherwise one of the pool. */
export function senderOf(
  { sender, recipient }: SmsRequest,
  { messagingServiceSid, from }: TwilioOptions,
): TwilioSender | SendFailure {
  if (sender) return { From: sender };
  if (messagingServiceSid) return { MessagingServiceSid: messagingServiceSid };
  const [first, ...others] = from;
  if (first === undefined) {
    return {
      outcome: 'misconfigured',
      meaning: 'Twilio has no sender. Set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID.',
    };
  }
  // Rendezvous hashing: a recipient always gets the same sender, and a change of the pool affects the fewest recipients.
  const weight = (name: string) => createHash('sha256').update(`${recipient} ${name}`).digest('hex');
  return { From: others.reduce((best, name) => (weight(name) > weight(best) ? name : best), first) };
}

/** The sender for sentences, masked if it is a number. Undefined for a Messaging Service. */
export function maskedSender(sender: TwilioSender): string | undefined {
  if (!('From' in sender)) return undefined;
  return /^\+?\d{7,}$/.test(sender.From) ? maskPhoneNumber(sender.From) : sender.From;
}
