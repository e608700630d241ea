import type { Channel, MessageStatus } from '../database/generated/enums.js';
import { countMessage, observeDelivery } from '../metrics/index.js';
import { recordSpan } from '../tracing/index.js';

/** A message whose status a delivery report has just changed. */
export interface ReportedMessage {
  channel: Channel;
  provider: string | null;
  method: string | null;
  status: MessageStatus;
  acceptedAt: Date | null;
  /** W3C trace context of the request that queued the message. */
  traceparent: string | null;
}

/**
 * Counts what a report has changed, and adds it to the trace of the message.
 * @param code of the provider, for a message that did not arrive
 */
export function recordReported(message: ReportedMessage, now: Date, code?: string): void {
  const { channel, provider, method, status, acceptedAt, traceparent: parent } = message;
  const attributes = { 'peer.service': provider ?? '', 'ramz.status': status };
  recordSpan({ name: 'delivery report', attributes, parent });
  if (status === 'delivered') {
    countMessage({ channel, provider, method, status });
    if (provider !== null && acceptedAt !== null)
      observeDelivery(provider, (now.getTime() - acceptedAt.getTime()) / 1000);
  } else if (status === 'undelivered' || status === 'failed' || status === 'cancelled') {
    countMessage({ channel, provider, method, status, code });
  }
}
