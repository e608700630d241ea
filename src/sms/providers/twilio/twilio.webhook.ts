import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import type { DeliveryReport, DeliveryState, WebhookRequest } from '../provider.contract.js';
import { statusCallbackSchema } from './twilio.schemas.js';
import { deliveryMeaning } from './twilio.status-codes.js';

/** Any other is still on its way: queued, accepted, scheduled, sending, sent, and what Twilio may add. */
const states: Readonly<Record<string, DeliveryState>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'cancelled',
};

/** A status callback; texts that come in (`received`) hold no report. */
export function readStatusCallback(
  request: WebhookRequest,
  authToken: string | undefined,
): { reports: DeliveryReport[] } | { refused: 'forged' | 'malformed' } {
  if (authToken === undefined || !isSigned(request, authToken)) return { refused: 'forged' };
  const callback = statusCallbackSchema.safeParse(Object.fromEntries(new URLSearchParams(request.rawBody)));
  if (!callback.success) return { refused: 'malformed' };
  const { MessageSid, MessageStatus, ErrorCode } = callback.data;
  if (MessageStatus === 'received' || MessageStatus === 'receiving') return { reports: [] };
  const report: DeliveryReport = {
    providerMessageId: MessageSid,
    state: states[MessageStatus] ?? 'pending',
    rawStatus: ErrorCode ?? MessageStatus,
    ...(ErrorCode ? { meaning: deliveryMeaning(Number(ErrorCode)) } : {}),
  };
  return { reports: [report] };
}

/**
 * Whether the request carries Twilio's signature (https://www.twilio.com/docs/usage/security): HMAC-SHA1 with the
 * account's primary auth token over the address, then the form's fields, which are read from the body alone because the
 * query is part of the address already. A JSON body is signed by its SHA-256 in the query.
 */
export function isSigned({ url, headers, rawBody }: WebhookRequest, authToken: string): boolean {
  const signature = headers['x-twilio-signature'];
  if (!signature || !URL.canParse(url)) return false;
  const hash = new URL(url).searchParams.get('bodySHA256');
  if (hash !== null && !equal(hash.toLowerCase(), createHash('sha256').update(rawBody).digest('hex'))) return false;
  const fields = hash === null ? fieldsOf(new URLSearchParams(rawBody)) : '';
  // Each is compared, so that the time does not tell which one fits.
  const fits = spellings(url).map((spelling) => equal(signature, signatureOf(authToken, spelling + fields)));
  return fits.includes(true);
}

/** Sorted by name; the values of a repeated one sorted and each once. */
function fieldsOf(form: URLSearchParams): string {
  const names = [...new Set(form.keys())].toSorted();
  return names.flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => name + value)).join('');
}

/** Twilio signs with and without the port, and with the query as it stands or as encoded anew; never the fragment. */
function spellings(address: string): string[] {
  const { protocol, username, password, hostname, port, pathname, search } = new URL(address);
  const user = username || password ? `${username}${password && `:${password}`}@` : '';
  const ports = ['', `:${port || (protocol === 'https:' ? 443 : 80)}`];
  const queries = [search, search && `?${stringify(parse(search.slice(1)))}`];
  return ports.flatMap((at) => queries.map((query) => `${protocol}//${user}${hostname}${at}${pathname}${query}`));
}

function signatureOf(authToken: string, data: string): string {
  return createHmac('sha1', authToken).update(data).digest('base64');
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
