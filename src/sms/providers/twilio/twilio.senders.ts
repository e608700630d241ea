import { createHash } from 'node:crypto';
import { maskPhoneNumber } from '../../../common/phone-number.js';
import type { SmsRequest } from '../provider.contract.js';
import { hasNoAlphanumericSenders } from './twilio.alphanumeric-senders.js';
import type { TwilioOptions } from './twilio.options.js';

export type TwilioSender = { From: string } | { MessagingServiceSid: string };

/** How long a sender is not used for a country after it was refused there. */
const REFUSED_MS = 60 * 60_000;

/** Refusals of the sender, not of the message. Another sender may be accepted. In milliseconds. */
const SENDER_REFUSALS: ReadonlyMap<number | undefined, number> = new Map([
  ...[21212, 21408, 21601, 21606, 21612, 21659, 21660, 21703, 21704, 21705, 30034].map((code): [number, number] => [
    code,
    REFUSED_MS,
  ]),
  // The queue of the sender is full.
  [21611, 60_000],
]);

/**
 * The senders of plain texts: the Messaging Service, then the numbers and names of the pool. Remembers in this process which
 * sender was refused for which country; other processes find out with one call each.
 */
export class TwilioSenders {
  /** When a sender may be tried again, by country and sender. */
  private readonly refusedUntil = new Map<string, number>();

  constructor(
    private readonly options: Pick<TwilioOptions, 'from' | 'messagingServiceSid'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** The senders for a recipient, best first. Only the caller's if there is one. Empty if none can send there. */
  for({ sender, recipient, country }: SmsRequest): TwilioSender[] {
    const canSend = (name: string) => !isAlphanumeric(name) || !hasNoAlphanumericSenders(country);
    if (sender) return canSend(sender) ? [{ From: sender }] : [];
    const { messagingServiceSid, from } = this.options;
    const all = [
      ...(messagingServiceSid ? [{ MessagingServiceSid: messagingServiceSid }] : []),
      ...byRecipient(from.filter(canSend), recipient).map((From) => ({ From })),
    ];
    const usable = all.filter((candidate) => !this.isRefused(candidate, country));
    // If all were refused, one of them is tried, because a setting may have been corrected.
    return usable.length > 0 ? usable : all.slice(0, 1);
  }

  /** Remembers a refusal. Returns whether another sender is left for the recipient. */
  refuse(sender: TwilioSender, code: number | undefined, request: SmsRequest): boolean {
    const pauseMs = SENDER_REFUSALS.get(code);
    if (pauseMs === undefined || request.sender) return false;
    this.forget();
    this.refusedUntil.set(keyOf(sender, request.country), this.now() + pauseMs);
    return this.for(request).some((candidate) => !this.isRefused(candidate, request.country));
  }

  private isRefused(sender: TwilioSender, country: string): boolean {
    return (this.refusedUntil.get(keyOf(sender, country)) ?? 0) > this.now();
  }

  private forget(): void {
    for (const [key, until] of this.refusedUntil) if (until <= this.now()) this.refusedUntil.delete(key);
  }
}

/** The sender for sentences, masked if it is a number. Undefined for a Messaging Service. */
export function maskedSender(sender: TwilioSender): string | undefined {
  if (!('From' in sender)) return undefined;
  return /^\+?\d{7,}$/.test(sender.From) ? maskPhoneNumber(sender.From) : sender.From;
}

/** Rendezvous hashing: a recipient always gets the same sender, and a change of the pool affects the fewest recipients. */
function byRecipient(names: string[], recipient: string): string[] {
  const weight = (name: string) => createHash('sha256').update(`${recipient} ${name}`).digest('hex');
  return names
    .map((name) => ({ name, weight: weight(name) }))
    .toSorted((a, b) => (a.weight > b.weight ? -1 : 1))
    .map(({ name }) => name);
}

function isAlphanumeric(name: string): boolean {
  return /[A-Za-z]/.test(name);
}

function keyOf(sender: TwilioSender, country: string): string {
  return `${country} ${'From' in sender ? sender.From : sender.MessagingServiceSid}`;
}
