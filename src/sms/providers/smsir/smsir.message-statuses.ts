import type { DeliveryReport, DeliveryState } from '../provider.contract.js';

/** What `GET send/{messageId}` answers for an id that SMS.ir does not know. */
export const UNKNOWN_MESSAGE = 111;

/**
 * Every `deliveryState` (https://sms.ir/rest-api/ as of August 2026, by way of `fstarlike/smsir-agent-skill`; 8 from
 * `YouKnow-sys/smsir` only). Which of them are final is not documented: 4 reads as a failure, and as "not yet", so that it
 * waits with the others.
 */
export const messageStatuses: Readonly<Record<number, { state: DeliveryState; meaning: string }>> = {
  1: { state: 'delivered', meaning: 'It has reached the phone.' },
  2: { state: 'undelivered', meaning: 'It has not reached the phone.' },
  3: { state: 'pending', meaning: 'The operator is at work on it.' },
  4: { state: 'pending', meaning: 'It has not reached the operator.' },
  5: { state: 'pending', meaning: 'It has reached the operator.' },
  6: { state: 'failed', meaning: 'It failed.' },
  7: { state: 'undelivered', meaning: 'It was blocked: the recipient refuses texts of advertising lines.' },
  8: { state: 'pending', meaning: 'SMS.ir does not know yet.' },
};

export function reportOf(providerMessageId: string, status: number | null | undefined): DeliveryReport {
  if (status === null || status === undefined) return { providerMessageId, state: 'pending' };
  const { state, meaning } = messageStatuses[status] ?? {
    state: 'pending',
    meaning: `SMS.ir gives it the status ${status}, which Ramz does not know.`,
  };
  return { providerMessageId, state, rawStatus: String(status), meaning };
}
