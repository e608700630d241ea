import type { DeliveryReport, DeliveryState } from './provider.contract.js';

/** The delivery statuses of a provider. `pending` may still change. */
export type DeliveryStatuses = Readonly<Record<number, { state: DeliveryState; meaning: string }>>;

/** The report of a delivery status. A status that is not listed is `pending`. */
export function deliveryReport(
  provider: string,
  statuses: DeliveryStatuses,
  providerMessageId: string,
  status: number,
): DeliveryReport {
  const { state, meaning } = statuses[status] ?? {
    state: 'pending',
    meaning: `${provider} reports the status ${status}, which Ramz does not know.`,
  };
  return { providerMessageId, state, rawStatus: String(status), meaning };
}
