import { MessageStatus } from '../database/generated/enums.js';

export const MESSAGE_STATUSES = Object.values(MessageStatus);

/** The state that a delivery report gives. `pending`: nothing new. */
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

/** Statuses of messages that a provider has accepted. It cannot report on others. */
const REPORTABLE: readonly MessageStatus[] = ['accepted', 'undelivered'];

export function mayBecome(from: MessageStatus, to: MessageStatus): boolean {
  return NEXT[from].includes(to);
}

/** The status that a report leads to, and the ones it can follow. Undefined if the report changes nothing. */
export function changeOf(state: ReportedState): { to: MessageStatus; from: MessageStatus[] } | undefined {
  if (state === 'pending') return undefined;
  return { to: state, from: REPORTABLE.filter((status) => mayBecome(status, state)) };
}
