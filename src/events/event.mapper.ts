import { maskRecipient } from '../common/recipient.js';
import type { EventRow } from './event.repository.js';

/** An event as receivers and clients of the API get it. */
export interface EventDocument {
  /** The same in every delivery, so that receivers can ignore repeats. */
  id: string;
  type: string;
  /** When it happened: ISO 8601, UTC. */
  timestamp: string;
  /** What it is about, such as the id of a challenge. */
  subject: string | null;
  /** By type: docs/events.md. */
  data: object;
}

export function toEventDocument(event: EventRow, { masked }: { masked: boolean }): EventDocument {
  const { type, subject, recipient, data, occurredAt } = event;
  return {
    id: eventId(event.seq),
    type,
    timestamp: occurredAt.toISOString(),
    subject,
    data: recipient === null ? data : { ...data, recipient: masked ? mask(recipient) : recipient },
  };
}

export function eventId(seq: bigint): string {
  return `evt_${seq}`;
}

/** Undefined if `eventId` cannot have made it. */
export function seqOf(id: string): bigint | undefined {
  const [, seq] = /^evt_(\d{1,18})$/.exec(id) ?? [];
  return seq === undefined ? undefined : BigInt(seq);
}

/** The pseudonym of an erased user stays as it is. */
function mask(recipient: string): string {
  return recipient.startsWith('~') ? recipient : maskRecipient(recipient);
}
