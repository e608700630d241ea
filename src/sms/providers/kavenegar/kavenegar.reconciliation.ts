import type { Accepted, SmsRequest, SendMethod } from '../provider.contract.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { UNKNOWN_MESSAGE } from './kavenegar.message-statuses.js';
import { receptorOf } from './kavenegar.requests.js';
import { localStatusEntriesSchema, readStatusEntries } from './kavenegar.schemas.js';

const HOUR = 3_600_000;
/** `sms/statuslocalmessageid` knows messages for this long. */
const LOCAL_ID_WINDOW_MS = 12 * HOUR;
/** The longest period that `sms/statusbyreceptor` searches. */
const RECEPTOR_WINDOW_MS = 24 * HOUR;

/** Whether Kavenegar knows a message whose answer was lost. Undefined if that cannot be found out. */
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
  const entries = await client.query('sms/statuslocalmessageid', { localid: localId.toString() }, signal);
  const [entry] = localStatusEntriesSchema.safeParse(entries).data ?? [];
  if (entry?.status === UNKNOWN_MESSAGE) return 'not_sent';
  return entry?.messageid === undefined ? undefined : acceptedAs(entry.messageid);
}

/**
 * `verify/lookup` takes no id of ours, so the only evidence is what was sent to this number since. The clock of this host
 * is trusted without a margin. If it is fast, a sent message counts as not sent, and the same code arrives twice; with a
 * margin, an earlier message could be mistaken for this one, and its code would never arrive.
 */
async function byReceptor(client: KavenegarClient, { recipient }: SmsRequest, since: Date, signal: AbortSignal) {
  // Without `enddate` the period is one day from `startdate`.
  const form = { receptor: receptorOf(recipient), startdate: String(Math.floor(since.getTime() / 1000)) };
  const entries = readStatusEntries((await client.query('sms/statusbyreceptor', form, signal)) ?? []);
  const [only, ...others] = entries?.filter(({ status }) => status !== UNKNOWN_MESSAGE) ?? [];
  if (!entries || others.length > 0) return undefined;
  return only ? acceptedAs(only.messageid) : 'not_sent';
}

function acceptedAs(providerMessageId: string): Accepted {
  return { outcome: 'accepted', providerMessageId, rawCode: 200 };
}
