import type { SendOutcome, SmsRequest } from '../provider.contract.js';
import type { StatusContext } from '../status-rules.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { acceptedAs } from './kavenegar.outcomes.js';
import { bulkCall, isReceptorOf, plainTextFault, type KavenegarDefaults } from './kavenegar.requests.js';
import { bulkEntriesSchema } from './kavenegar.schemas.js';

/** `sms/sendarray` answers 414 to more messages. */
export const BULK_SIZE = 200;

/** Sends plain texts in one call. Kavenegar accepts all texts of a call or none, so invalid ones are left out. */
export async function sendMany(
  client: KavenegarClient,
  requests: SmsRequest[],
  defaults: KavenegarDefaults,
  signal: AbortSignal,
): Promise<SendOutcome[]> {
  const faults = requests.map((request) => plainTextFault(request, defaults));
  const sendable = requests.filter((_request, index) => !faults[index]);
  const outcomes = sendable.length > 0 ? await sendArray(client, sendable, defaults, signal) : [];
  return faults.map((fault) => fault ?? outcomes.shift() ?? acceptedAs(undefined));
}

async function sendArray(
  client: KavenegarClient,
  requests: SmsRequest[],
  defaults: KavenegarDefaults,
  signal: AbortSignal,
): Promise<SendOutcome[]> {
  const { method, form } = bulkCall(requests, defaults);
  const answer = await client.call(method, form, signal, contextOf(requests, defaults));
  if ('failure' in answer) return requests.map(() => ({ ...answer.failure }));
  const left = bulkEntriesSchema.safeParse(answer.entries).data ?? [];
  // The entries have the order of the requests. The numbers decide if they have not.
  return requests.map(({ recipient }) => {
    const at = left.findIndex((entry) => !entry?.receptor || isReceptorOf(entry.receptor, recipient));
    return acceptedAs(at < 0 ? undefined : left.splice(at, 1)[0]);
  });
}

function contextOf(requests: SmsRequest[], defaults: KavenegarDefaults): StatusContext {
  const senders = new Set(requests.map(({ sender }) => sender ?? defaults.sender));
  const chosen = requests.some(({ sender }) => sender !== undefined);
  return { method: 'plain', sender: [...senders].join(' or '), chosen };
}
