import { failureWithoutReply, withRetryAfter } from '../missing-reply.js';
import type { HttpResult, ProviderHttp } from '../provider-http.js';
import type { SendFailure } from '../provider.contract.js';
import type { StatusContext } from '../status-rules.js';
import { isProblem, parseReply } from './smsir.schemas.js';
import { classify } from './smsir.status-codes.js';

export interface SmsIrAccess {
  apiKey: string;
  /** Without `/v1`, such as `https://api.sms.ir`. */
  baseUrl: string;
}

export type SmsIrAnswer = { data: unknown } | { failure: SendFailure };

const OK = 1;

/**
 * Calls SMS.ir's methods (https://sms.ir/rest-api/): JSON in and out, the key in a header, as SMS.ir's own clients do
 * (`IPeCompany/SmsPanelV2.DotNet`, `SmsPanelV2.TypeScript`).
 */
export class SmsIrClient {
  private readonly root: string;
  private readonly headers: Record<string, string>;

  constructor(
    { apiKey, baseUrl }: SmsIrAccess,
    private readonly http: ProviderHttp,
  ) {
    this.root = `${baseUrl.replace(/\/+$/, '')}/v1`;
    this.headers = { 'x-api-key': apiKey };
  }

  /** For calls that send a message. */
  async post(path: string, body: object, signal: AbortSignal, message: StatusContext): Promise<SmsIrAnswer> {
    const { headers } = this;
    return read(await this.http.postJson(`${this.root}/${path}`, body, { signal, headers }), message);
  }

  /** For calls that send nothing. */
  async get(path: string, signal: AbortSignal): Promise<SmsIrAnswer> {
    const { headers } = this;
    return read(await this.http.get(`${this.root}/${path}`, { signal, headers }));
  }
}

function read(result: HttpResult, message?: StatusContext): SmsIrAnswer {
  const reply = result.kind === 'response' && parseReply(result.body);
  if (reply) {
    if (reply.status === OK) return { data: reply.data };
    return { failure: withRetryAfter(classify(reply.status, message ?? {}), result.headers) };
  }
  if (result.kind === 'response' && result.status === 400 && isProblem(result.body)) {
    const meaning = 'SMS.ir refused the form of the request (HTTP 400). This is likely a fault in Ramz.';
    return { failure: { outcome: 'rejected', meaning } };
  }
  const call = { provider: 'SMS.ir', check: 'SMSIR_BASE_URL and SMSIR_API_KEY', sends: message !== undefined };
  return { failure: failureWithoutReply(result, call) };
}
