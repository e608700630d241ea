import { equalsInConstantTime } from '../../../common/constant-time.js';
import type { DeliveryReport, DeliveryWebhook, WebhookRequest } from '../provider.contract.js';
import { parseJson } from '../reply-schemas.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { reportOf } from './kavenegar.message-statuses.js';
import { ID_FIELD, readStatusEntries } from './kavenegar.schemas.js';

/** `sms/status` answers 414 to more ids. */
export const POLL_SIZE = 500;
/** `sms/status` reports 100 for older messages. */
export const POLL_WINDOW_MS = 48 * 3_600_000;

/** @throws Error with a sentence for administrators */
export async function pollDelivery(
  client: KavenegarClient,
  providerMessageIds: string[],
  signal: AbortSignal,
): Promise<DeliveryReport[]> {
  // An id that is not a number, such as another provider's, would fail the call for all.
  const ids = providerMessageIds.filter((id) => /^\d+$/.test(id));
  if (ids.length === 0) return [];
  const entries = readStatusEntries(await client.query('sms/status', { messageid: ids.join(',') }, signal));
  if (!entries) throw new Error("Kavenegar's delivery reports could not be read.");
  return entries.map(reportOf);
}

/**
 * Reads Kavenegar's callback, the "Status Callback URL" in the settings of a line. Its payload is not documented. Receivers
 * in use accept GET and POST; a query, a form or JSON; one report or a list; and rely only on `messageid` and `status`.
 * Calls are not signed, so the address contains a token. See docs/kavenegar.md.
 */
export function readReports(
  request: WebhookRequest,
  webhookToken: string | undefined,
): ReturnType<DeliveryWebhook['readReports']> {
  if (!webhookToken || !equalsInConstantTime(request.token ?? '', webhookToken)) return { refused: 'forged' };
  const reports = (readJson(request.rawBody) ?? readParams(request.params)).map(reportOf);
  return reports.length > 0 ? { reports } : { refused: 'malformed' };
}

function readJson(body: string) {
  const json = parseJson(body, ID_FIELD);
  if (typeof json !== 'object' || json === null) return undefined;
  const entries = readStatusEntries(Array.isArray(json) ? json : [json]);
  return entries && entries.length > 0 ? entries : undefined;
}

/** Several reports in a form are lists of the same length, as repeated fields or separated by commas. */
function readParams({ messageid, status }: WebhookRequest['params']) {
  const ids = listOf(messageid);
  const statuses = listOf(status);
  if (ids.length !== statuses.length) return [];
  return readStatusEntries(ids.map((id, index) => ({ messageid: id, status: statuses[index] }))) ?? [];
}

function listOf(value: string | string[] | undefined): string[] {
  return [value ?? []].flat().flatMap((text) => text.split(',').map((item) => item.trim()));
}
