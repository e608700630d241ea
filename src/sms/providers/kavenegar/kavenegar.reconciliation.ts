import type { Accepted, SmsRequest, SendMethod } from '../provider.contract.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { UNKNOWN_MESSAGE } from './kavenegar.message-statuses.js';
import { receptorOf } from './kavenegar.requests.js';
import { localStatusEntriesSchema, readStatusEntries } from './kavenegar.schemas.js';

const HOUR = 3_600_000;
/** How far back each way can be looked up: `sms/statuslocalmessageid`, and one window of `sms/statusbyreceptor`. */
const LOCAL_ID_WINDOW_MS = 12 * HOUR;
const RECEPTOR_WINDOW_MS = 24 * HOUR;

/** Whether a message whose answer was lost is known to Kavenegar. Undefined: it cannot be told. */
export async function reconcile(
  client: KavenegarClient,
  request: SmsRequest,
  method: SendMethod,
  since: Date,
  signal: AbortSignal,
): Promise<Accepted | 'not_sent' | undefined> {
  const ageMs = Date.now() - since.getTime();
  try {
    if (method === 'lookup') {
      return ageMs < RECEPTOR_WINDOW_MS ? await byReceptor(client, request, since, signal) : undefined;
    }
    if (method === 'verify') return undefined;
    return ageMs < LOCAL_ID_WINDOW_MS ? await byLocalId(client, request, signal) : undefined;
  } catch {
    return undefined;
  }
}

async function byLocalId(client: KavenegarClient, { localId }: SmsRequest, signal: AbortSignal) {
  const entries = await client.ask('sms/statuslocalmessageid', { localid: localId.toString() }, signal);
  const [entry] = localStatusEntriesSchema.safeParse(entries).data ?? [];
  if (entry?.status === UNKNOWN_MESSAGE) return 'not_sent';
  return entry?.messageid === undefined ? undefined : acceptedAs(entry.messageid);
}

/**
 * `verify/lookup` has no id of ours, so that all there is to go by is what went to this number since. The clock of this
 * host is taken as right, without a margin: were it fast, a message that left would count as not sent and the same code
 * would arrive twice; a margin would take an earlier message for this one, and its code would never arrive.
 */
async function byReceptor(client: KavenegarClient, { recipient }: SmsRequest, since: Date, signal: AbortSignal) {
  // Without `enddate` the window is a day from `startdate`.
  const form = { receptor: receptorOf(recipient), startdate: String(Math.floor(since.getTime() / 1000)) };
  const entries = readStatusEntries((await client.ask('sms/statusbyreceptor', form, signal)) ?? []);
  const [only, ...others] = entries?.filter(({ status }) => status !== UNKNOWN_MESSAGE) ?? [];
  if (!entries || others.length > 0) return undefined;
  return only ? acceptedAs(only.messageid) : 'not_sent';
}

function acceptedAs(providerMessageId: string): Accepted {
  return { outcome: 'accepted', providerMessageId, rawCode: 200 };
}
