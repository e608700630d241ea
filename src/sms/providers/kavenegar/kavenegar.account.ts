import type { AccountReport, SendFailure } from '../provider.contract.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { CANCELLED } from './kavenegar.message-statuses.js';
import { accountConfigSchema, accountInfoSchema, readStatusEntries } from './kavenegar.schemas.js';

/** Kavenegar's "operation failed", which tables in use call insufficient credit. Sometimes it is. */
const OPERATION_FAILED = 402;
/** In rial: nothing, or next to nothing. */
const SPENT = 5000;

/** Credit, and the settings that decide what becomes of a message (`defaultsender`, `debugmode`, `resendfailed`). */
export async function readAccount(client: KavenegarClient, signal: AbortSignal): Promise<AccountReport> {
  const [info, settings] = await Promise.all([readInfo(client, signal), readSettings(client, signal)]);
  return {
    credit: info.remaincredit,
    currency: 'IRR',
    ...(info.type === undefined ? {} : { type: info.type }),
    ...(info.expiredate === undefined ? {} : { expiresAt: new Date(info.expiredate * 1000) }),
    ...(settings ? { settings } : {}),
  };
}

/** What a failure is in truth: a 402 of an account without credit is that; all others stay as they are. */
export async function explain(
  client: KavenegarClient,
  failure: SendFailure,
  signal: AbortSignal,
): Promise<SendFailure> {
  if (failure.rawCode !== OPERATION_FAILED) return failure;
  try {
    if ((await readInfo(client, signal)).remaincredit >= SPENT) return failure;
  } catch {
    return failure;
  }
  return {
    outcome: 'provider_down',
    rawCode: OPERATION_FAILED,
    meaning: 'Insufficient credit on the Kavenegar account (402). Top it up.',
  };
}

/** Whether a message that has not left was taken back; not where Kavenegar does not say so. */
export async function cancelMessage(client: KavenegarClient, id: string, signal: AbortSignal): Promise<boolean> {
  const entries = await client.ask('sms/cancel', { messageid: id }, signal).catch(() => undefined);
  return readStatusEntries(entries)?.some(({ messageid, status }) => messageid === id && status === CANCELLED) ?? false;
}

async function readInfo(client: KavenegarClient, signal: AbortSignal) {
  const info = accountInfoSchema.safeParse(await client.ask('account/info', undefined, signal));
  if (!info.success) throw new Error("Kavenegar's account information could not be read.");
  return info.data;
}

/** Settings are an extra: without them the credit is worth knowing all the same. */
async function readSettings(client: KavenegarClient, signal: AbortSignal): Promise<Record<string, string> | undefined> {
  const config = await client.ask('account/config', undefined, signal).catch(() => undefined);
  return accountConfigSchema.safeParse(config).data;
}
