import type { SendFailure } from '../provider.contract.js';
import { type ProviderHttp, retryAfterMs } from '../provider-http.js';
import { parseReply } from './kavenegar.schemas.js';
import { classify, type StatusContext } from './kavenegar.status-codes.js';

export interface KavenegarAccess {
  apiKey: string;
  /** Without `/v1`, such as `https://api.kavenegar.com`. */
  baseUrl: string;
}

/** What came of one call of a method: its entries, or one of the ways in which there are none. */
export type KavenegarResult = { kind: 'entries'; entries: unknown } | KavenegarFault;

export type KavenegarFault =
  /** Kavenegar's own `return.status`, other than 200. */
  | { kind: 'refused'; status: number; waitMs?: number }
  /** An answer that is not Kavenegar's: from a gateway, a firewall's page or another site. */
  | { kind: 'foreign'; httpStatus: number; page: boolean; waitMs?: number }
  | { kind: 'not_sent' | 'no_answer'; reason: string };

/** A reply to 200 texts of 1,800 Persian characters, each written as `\uXXXX`, is 2.2 MB. */
const MAX_BULK_REPLY_BYTES = 4 * 1024 * 1024;

/** Calls Kavenegar's methods (https://kavenegar.com/rest.html) and reads the envelope of its replies. */
export class KavenegarClient {
  private readonly root: string;

  constructor(
    { apiKey, baseUrl }: KavenegarAccess,
    private readonly http: ProviderHttp,
  ) {
    this.root = `${baseUrl.replace(/\/+$/, '')}/v1/${encodeURIComponent(apiKey)}`;
  }

  /** @param form none for methods that take no parameters: `account/config` would set what it is given */
  async call(method: string, form: Record<string, string> | undefined, signal: AbortSignal): Promise<KavenegarResult> {
    const url = `${this.root}/${method}.json`;
    const options = { signal, ...(method === 'sms/sendarray' ? { maxBodyBytes: MAX_BULK_REPLY_BYTES } : {}) };
    const result = await (form ? this.http.post(url, form, options) : this.http.get(url, options));
    if (result.kind !== 'response') return result;
    // The HTTP status repeats `return.status` or is a gateway's, so the body comes first.
    const reply = parseReply(result.body);
    if (reply?.return.status === 200) return { kind: 'entries', entries: reply.entries };
    const waitMs = retryAfterMs(result.headers);
    if (reply) return { kind: 'refused', status: reply.return.status, waitMs };
    return {
      kind: 'foreign',
      httpStatus: result.status,
      page: result.body.trimStart().startsWith('<'),
      waitMs,
    };
  }

  /**
   * For methods that send nothing.
   *
   * @throws Error with an administrator's sentence
   */
  async ask(method: string, form: Record<string, string> | undefined, signal: AbortSignal): Promise<unknown> {
    const result = await this.call(method, form, signal);
    if (result.kind === 'entries') return result.entries;
    throw new Error(describe(result, { method: 'default_line', sender: '', template: '' }).meaning);
  }
}

/** What a fault means for a message. */
export function failureOf(fault: KavenegarFault, context: StatusContext): SendFailure {
  const failure = describe(fault, context);
  const waitMs = 'waitMs' in fault && (failure.throttled || failure.outcome === 'transient') ? fault.waitMs : undefined;
  let consequence = '';
  if (fault.kind === 'not_sent') consequence = ' Nothing was sent.';
  else if (failure.outcome === 'unknown') consequence = ' It may have been sent.';
  return {
    ...failure,
    meaning: failure.meaning + consequence,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

function describe(fault: KavenegarFault, context: StatusContext): SendFailure {
  if (fault.kind === 'refused') return classify(fault.status, context);
  if (fault.kind === 'foreign') return describeForeign(fault);
  return fault.kind === 'not_sent'
    ? { outcome: 'transient', meaning: `Kavenegar could not be reached: ${fault.reason}.` }
    : { outcome: 'unknown', meaning: `Kavenegar gave no answer: ${fault.reason}.` };
}

function describeForeign({ httpStatus, page }: Extract<KavenegarFault, { kind: 'foreign' }>): SendFailure {
  const what = `Something other than Kavenegar answered (HTTP ${httpStatus})`;
  // A reply cut short, or a gateway that stopped waiting (504): Kavenegar had the request.
  if (httpStatus === 504 || (httpStatus < 300 && !page)) {
    return { outcome: 'unknown', meaning: `Kavenegar's answer could not be read (HTTP ${httpStatus}).` };
  }
  if (httpStatus === 429) return { outcome: 'transient', meaning: `${what}.`, throttled: true };
  if (httpStatus < 300 || httpStatus >= 500 || httpStatus === 408) {
    return { outcome: 'transient', meaning: `${what}.` };
  }
  const fix = httpStatus < 400 ? 'it redirects elsewhere' : 'a proxy or a firewall may refuse the call';
  return { outcome: 'misconfigured', meaning: `${what}: ${fix}. Check KAVENEGAR_BASE_URL.` };
}
