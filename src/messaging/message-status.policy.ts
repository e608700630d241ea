export const MESSAGE_STATUSES = [
  'queued',
  'sending',
  'accepted',
  'delivered',
  'undelivered',
  'failed',
  'expired',
  'cancelled',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** What a delivery report says. `pending`: nothing new. */
export type ReportedState = 'pending' | 'delivered' | 'undelivered' | 'failed' | 'cancelled';

/**
 * A message goes forward only, but for the runs before a provider takes it, between which it is `queued` again.
 * `undelivered` is not final: some providers can send such a message again, and then it may be delivered.
 */
const NEXT: Readonly<Record<MessageStatus, readonly MessageStatus[]>> = {
  queued: ['sending', 'failed', 'expired', 'cancelled'],
  sending: ['queued', 'accepted', 'failed', 'expired', 'cancelled'],
  accepted: ['delivered', 'undelivered', 'failed', 'cancelled'],
  undelivered: ['delivered'],
  delivered: [],
  failed: [],
  expired: [],
  cancelled: [],
};

/** Those that a provider has taken: of no other can it report anything. */
const REPORTABLE: readonly MessageStatus[] = ['accepted', 'undelivered'];

export function mayBecome(from: MessageStatus, to: MessageStatus): boolean {
  return NEXT[from].includes(to);
}

/** Where a report leads, and from where; undefined when it leads nowhere. */
export function changeOf(state: ReportedState): { to: MessageStatus; from: MessageStatus[] } | undefined {
  if (state === 'pending') return undefined;
  return { to: state, from: REPORTABLE.filter((status) => mayBecome(status, state)) };
}
