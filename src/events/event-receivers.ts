import { readAlertText } from './alert-text.js';
import type { EventConfig } from './event.config.js';
import type { EventType } from './event.contract.js';
import { toEventDocument } from './event.mapper.js';
import type { EventRow } from './event.repository.js';

/** `events` gets every event, and `alerts` those of alerts alone. */
export type ReceiverName = 'events' | 'alerts';

export const VARIABLE_OF: Readonly<Record<ReceiverName, string>> = {
  events: 'EVENT_WEBHOOK_URL',
  alerts: 'ALERT_WEBHOOK_URL',
};

/** An address that gets events. */
export interface EventReceiver {
  name: ReceiverName;
  url: string;
  /** Undefined: all. */
  types?: readonly EventType[];
  bodyOf(event: EventRow): string;
}

/** The receivers that the configuration names. */
export function receiversOf({ webhookUrl, alertWebhookUrl, masked }: EventConfig): EventReceiver[] {
  const documentOf = (event: EventRow) => toEventDocument(event, { masked });
  return [
    ...(webhookUrl === undefined
      ? []
      : [{ name: 'events' as const, url: webhookUrl, bodyOf: (event: EventRow) => JSON.stringify(documentOf(event)) }]),
    ...(alertWebhookUrl === undefined
      ? []
      : [
          {
            name: 'alerts' as const,
            url: alertWebhookUrl,
            types: ['alert.raised', 'alert.cleared'] as const,
            bodyOf: (event: EventRow) => JSON.stringify({ text: readAlertText(event), ...documentOf(event) }),
          },
        ]),
  ];
}
