import { createHash, timingSafeEqual } from 'node:crypto';
import type { DeliveryReport, DeliveryWebhook, WebhookRequest } from '../provider.contract.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { reportOf } from './kavenegar.message-statuses.js';
import { parseJson, readStatusEntries } from './kavenegar.schemas.js';

/** Ids that one `sms/status` takes; 414 beyond. */
export const POLL_SIZE = 500;
/** `sms/status` answers 100 for what is older. */
export const POLL_WINDOW_MS = 48 * 3_600_000;

/** @throws Error with an administrator's sentence */
export async function pollDelivery(
  client: KavenegarClient,
  providerMessageIds: string[],
  signal: AbortSignal,
): Promise<DeliveryReport[]> {
  // One id that is no number, of another provider say, would fail the call for all of them.
  const ids = providerMessageIds.filter((id) => /^\d+$/.test(id));
  if (ids.length === 0) return [];
  const entries = readStatusEntries(await client.ask('sms/status', { messageid: ids.join(',') }, signal));
  if (!entries) throw new Error("Kavenegar's delivery reports could not be read.");
  return entries.map(reportOf);
}

/**
 * Kavenegar's callback, "Status Callback URL" in the settings of a line. Its documents do not give the payload; receivers
 * in use take GET and POST, a query, a form or JSON, one report or a list, and know `messageid` and `status` alone to be
 * always there. It is not signed, so the address holds a token. See docs/kavenegar.md.
 */
export function readReports(
  request: WebhookRequest,
  webhookToken: string | undefined,
): ReturnType<DeliveryWebhook['readReports']> {
  if (!webhookToken || !equals(request.token ?? '', webhookToken)) return { refused: 'forged' };
  const reports = (readJson(request.rawBody) ?? readParams(request.params)).map(reportOf);
  return reports.length > 0 ? { reports } : { refused: 'malformed' };
}

function readJson(body: string) {
  const json = parseJson(body);
  const entries =
    typeof json === 'object' && json !== null ? readStatusEntries(Array.isArray(json) ? json : [json]) : [];
  return entries && entries.length > 0 ? entries : undefined;
}

/** Several reports in one form are lists of the same length: members repeated, or with commas. */
function readParams({ messageid, status }: WebhookRequest['params']) {
  const ids = listOf(messageid);
  const statuses = listOf(status);
  if (ids.length !== statuses.length) return [];
  return readStatusEntries(ids.map((id, index) => ({ messageid: id, status: statuses[index] }))) ?? [];
}

function listOf(value: string | string[] | undefined): string[] {
  return [value ?? []].flat().flatMap((text) => text.split(',').map((item) => item.trim()));
}

/** In constant time, whatever the lengths. */
function equals(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
