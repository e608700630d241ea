import type { Channel, MessageStatus } from '../database/generated/enums.js';
import { countMessage, observeDelivery } from '../metrics/index.js';

/** A message whose status a delivery report has just changed. */
export interface ReportedMessage {
  channel: Channel;
  provider: string | null;
  method: string | null;
  status: MessageStatus;
  acceptedAt: Date | null;
}

/** @param code of the provider, for a message that did not arrive */
export function countReported(message: ReportedMessage, now: Date, code?: string): void {
  const { channel, provider, method, status, acceptedAt } = message;
  if (status === 'delivered') {
    countMessage({ channel, provider, method, status });
    if (provider !== null && acceptedAt !== null) observeDelivery(provider, (now.getTime() - acceptedAt.getTime()) / 1000);
  } else if (status === 'undelivered' || status === 'failed' || status === 'cancelled') {
    countMessage({ channel, provider, method, status, code });
  }
}
