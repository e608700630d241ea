import type { AccountReport, SendFailure } from '../provider.contract.js';
import type { KavenegarClient } from './kavenegar.client.js';
import { CANCELLED } from './kavenegar.message-statuses.js';
import { accountConfigSchema, accountInfoSchema, readStatusEntries } from './kavenegar.schemas.js';

/** Documented as "operation failed", but accounts without credit have seen it too. */
const OPERATION_FAILED = 402;
/** In rial: an account with less has no credit in practice. */
export const SPENT = 5000;

/** Credit, and the settings that affect messages (`defaultsender`, `debugmode`, `resendfailed`). */
export async function readAccount(client: KavenegarClient, signal: AbortSignal): Promise<AccountReport> {
  const [info, settings] = await Promise.all([readInfo(client, signal), readSettings(client, signal)]);
  return {
    credit: info.remaincredit,
    currency: 'IRR',
    ...(info.type !== undefined && { type: info.type }),
    ...(info.expiredate !== undefined && { expiresAt: new Date(info.expiredate * 1000) }),
    ...(settings && { settings }),
  };
}

/** A 402 of an account without credit means insufficient credit. Other failures are returned unchanged. */
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

/** Whether Kavenegar confirms that the message was cancelled. */
export async function cancelMessage(client: KavenegarClient, id: string, signal: AbortSignal): Promise<boolean> {
  const entries = await client.query('sms/cancel', { messageid: id }, signal).catch(() => undefined);
  return readStatusEntries(entries)?.some(({ messageid, status }) => messageid === id && status === CANCELLED) ?? false;
}

async function readInfo(client: KavenegarClient, signal: AbortSignal) {
  const info = accountInfoSchema.safeParse(await client.query('account/info', undefined, signal));
  if (!info.success) throw new Error("Kavenegar's account information could not be read.");
  return info.data;
}

/** The settings are optional: the credit is reported without them. */
async function readSettings(client: KavenegarClient, signal: AbortSignal): Promise<Record<string, string> | undefined> {
  const config = await client.query('account/config', undefined, signal).catch(() => undefined);
  return accountConfigSchema.safeParse(config).data;
}
