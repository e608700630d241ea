import { failureWithoutReply, withRetryAfter } from '../missing-reply.js';
import type { HttpResult, ProviderHttp } from '../provider-http.js';
import type { SendFailure } from '../provider.contract.js';
import type { StatusContext } from '../status-rules.js';
import { parseReply } from './kavenegar.schemas.js';
import { classify } from './kavenegar.status-codes.js';

export interface KavenegarAccess {
  apiKey: string;
  /** Without `/v1`, such as `https://api.kavenegar.com`. */
  baseUrl: string;
}

export type KavenegarAnswer = { entries: unknown } | { failure: SendFailure };

/** The reply to 200 texts of 1,800 Persian characters, each written as `\uXXXX`, has 2.2 MB. */
const MAX_BULK_REPLY_BYTES = 4 * 1024 * 1024;

/** Calls Kavenegar's methods (https://kavenegar.com/rest.html) and reads the envelope of the replies. */
export class KavenegarClient {
  private readonly root: string;

  constructor(
    { apiKey, baseUrl }: KavenegarAccess,
    private readonly http: ProviderHttp,
  ) {
    this.root = `${baseUrl.replace(/\/+$/, '')}/v1/${encodeURIComponent(apiKey)}`;
  }

  /**
   * @param form undefined for methods without parameters: `account/config` would set what it is given
   * @param message absent for a call that sends nothing
   */
  async call(
    method: string,
    form: Record<string, string> | undefined,
    signal: AbortSignal,
    message?: StatusContext,
  ): Promise<KavenegarAnswer> {
    const url = `${this.root}/${method}.json`;
    const options = { signal, ...(method === 'sms/sendarray' && { maxBodyBytes: MAX_BULK_REPLY_BYTES }) };
    return read(await (form ? this.http.post(url, form, options) : this.http.get(url, options)), message);
  }

  /** For methods that send nothing. @throws Error with a sentence for administrators */
  async query(method: string, form: Record<string, string> | undefined, signal: AbortSignal): Promise<unknown> {
    return entriesOf(await this.call(method, form, signal));
  }

  /** Like `query`, for methods that are read by GET with parameters. */
  async list(method: string, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const query = new URLSearchParams(parameters).toString();
    return entriesOf(read(await this.http.get(`${this.root}/${method}.json?${query}`, { signal })));
  }
}

function read(result: HttpResult, message?: StatusContext): KavenegarAnswer {
  // The HTTP status repeats `return.status` or comes from a gateway, so the body decides.
  const reply = result.kind === 'response' && parseReply(result.body);
  if (!reply) {
    return {
      failure: failureWithoutReply(result, {
        provider: 'Kavenegar',
        check: 'KAVENEGAR_BASE_URL',
        sends: message !== undefined,
        gatewayFailure: 'transient',
      }),
    };
  }
  const { status } = reply.return;
  if (status === 200) return { entries: reply.entries };
  return { failure: withRetryAfter(classify(status, message ?? {}), result.headers) };
}

function entriesOf(answer: KavenegarAnswer): unknown {
  if ('failure' in answer) throw new Error(answer.failure.meaning);
  return answer.entries;
}
