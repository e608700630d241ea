import { createHash, createHmac } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import { equalsInConstantTime } from '../../../common/constant-time.js';
import type { DeliveryReport, DeliveryState, WebhookRequest } from '../provider.contract.js';
import { deliveryMeaning, isRecipientFault } from './twilio.delivery-codes.js';
import { statusCallbackSchema } from './twilio.schemas.js';

/** The field of the address for reports that holds the id of the message row. */
export const MESSAGE_ID_FIELD = 'message';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** All others are pending: queued, accepted, scheduled, sending, sent, and any that Twilio may add. */
const states: Readonly<Record<string, DeliveryState>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'cancelled',
};

/** Reads a status callback. Incoming texts (`received`) contain no report. */
export function readStatusCallback(
  request: WebhookRequest,
  authToken: string | undefined,
): { reports: DeliveryReport[] } | { refused: 'forged' | 'malformed' } {
  if (authToken === undefined || !isSigned(request, authToken)) return { refused: 'forged' };
  const callback = statusCallbackSchema.safeParse(Object.fromEntries(new URLSearchParams(request.rawBody)));
  if (!callback.success) return { refused: 'malformed' };
  const { MessageSid, MessageStatus, ErrorCode } = callback.data;
  if (MessageStatus === 'received' || MessageStatus === 'receiving') return { reports: [] };
  const messageId = messageIdOf(request);
  const report: DeliveryReport = {
    providerMessageId: MessageSid,
    ...(messageId !== undefined && { messageId }),
    state: states[MessageStatus] ?? 'pending',
    rawStatus: ErrorCode ?? MessageStatus,
    ...(ErrorCode ? { meaning: deliveryMeaning(Number(ErrorCode)) } : {}),
    ...(isRecipientFault(Number(ErrorCode)) && { recipientAtFault: true }),
  };
  return { reports: [report] };
}

/** The signature covers the address with its query, so the id is ours. */
function messageIdOf({ url }: WebhookRequest): string | undefined {
  const given = new URL(url).searchParams.get(MESSAGE_ID_FIELD) ?? '';
  return UUID.test(given) ? given : undefined;
}

/**
 * Whether the request has Twilio's signature (https://www.twilio.com/docs/usage/security): an HMAC-SHA1 with the account's
 * primary auth token over the address and the fields of the form. The fields come from the body only, because the query is
 * already part of the address. A JSON body is signed by its SHA-256 in the query.
 */
export function isSigned({ url, otherUrls = [], headers, rawBody }: WebhookRequest, authToken: string): boolean {
  const signature = headers['x-twilio-signature'];
  if (!signature || !URL.canParse(url)) return false;
  const hash = new URL(url).searchParams.get('bodySHA256');
  if (hash !== null && !equalsInConstantTime(hash.toLowerCase(), createHash('sha256').update(rawBody).digest('hex')))
    return false;
  const fields = hash === null ? fieldsOf(new URLSearchParams(rawBody)) : '';
  // All are compared, so that the time does not show which one matches.
  const matches = [url, ...otherUrls]
    .flatMap(spellings)
    .map((spelling) => equalsInConstantTime(signature, signatureOf(authToken, spelling + fields)));
  return matches.includes(true);
}

/** Sorted by name. The values of a repeated field are sorted, and each counts once. */
function fieldsOf(form: URLSearchParams): string {
  const names = [...new Set(form.keys())].toSorted();
  return names.flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => name + value)).join('');
}

/**
 * Twilio signs with or without the port, and with the query as given or re-encoded, but never the fragment. The host may be
 * signed as it was given, in any case and script.
 */
function spellings(address: string): string[] {
  const { protocol, username, password, hostname, port, pathname, search } = new URL(address);
  const user = username || password ? `${username}${password && `:${password}`}@` : '';
  const ports = ['', `:${port || (protocol === 'https:' ? 443 : 80)}`];
  const queries = [search, search && `?${stringify(parse(search.slice(1)))}`];
  const normalised = ports.flatMap((at) =>
    queries.map((query) => `${protocol}//${user}${hostname}${at}${pathname}${query}`),
  );
  return [...normalised, address.replace(/#.*/, '')];
}

function signatureOf(authToken: string, data: string): string {
  return createHmac('sha1', authToken).update(data).digest('base64');
}
