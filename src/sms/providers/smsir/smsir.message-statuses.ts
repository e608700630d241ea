import { deliveryReport, type DeliveryStatuses } from '../delivery-statuses.js';
import type { DeliveryReport } from '../provider.contract.js';

/** The status that `GET send/{messageId}` answers for an unknown id. */
export const UNKNOWN_MESSAGE = 111;

/**
 * Every `deliveryState` (https://sms.ir/rest-api/ as of August 2026, quoted by `fstarlike/smsir-agent-skill`; 8 only from
 * `YouKnow-sys/smsir`). It is not documented which of them are final. 4 can mean "failed" or "not yet", so it is pending.
 */
export const messageStatuses: DeliveryStatuses = {
  1: { state: 'delivered', meaning: 'It has reached the phone.' },
  2: { state: 'undelivered', meaning: 'It has not reached the phone.' },
  3: { state: 'pending', meaning: 'The operator is processing it.' },
  4: { state: 'pending', meaning: 'It has not reached the operator.' },
  5: { state: 'pending', meaning: 'It has reached the operator.' },
  6: { state: 'failed', meaning: 'It failed.' },
  7: { state: 'undelivered', meaning: 'It was blocked, because the recipient refuses texts of advertising lines.' },
  8: { state: 'pending', meaning: 'SMS.ir does not know yet.' },
};

export function reportOf(providerMessageId: string, status: number | null | undefined): DeliveryReport {
  if (status === null || status === undefined) return { providerMessageId, state: 'pending' };
  return deliveryReport('SMS.ir', messageStatuses, providerMessageId, status);
}
