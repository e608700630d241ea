import type { SendFailure } from '../provider.contract.js';
import { type HttpResult, type ProviderHttp, retryAfterMs } from '../provider-http.js';
import { problemSchema, replySchema } from './smsir.schemas.js';
import { classify, type StatusContext } from './smsir.status-codes.js';

export interface SmsIrAccess {
  apiKey: string;
  /** Without `/v1`, such as `https://api.sms.ir`. */
  baseUrl: string;
}

export type SmsIrAnswer = { data: unknown } | { failure: SendFailure };

const OK = 1;

type HttpResponse = Extract<HttpResult, { kind: 'response' }>;

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

  /** For what sends a message. */
  async post(path: string, body: object, signal: AbortSignal, context: StatusContext): Promise<SmsIrAnswer> {
    const { headers } = this;
    return read(await this.http.postJson(`${this.root}/${path}`, body, { signal, headers }), context, true);
  }

  /** For what sends nothing. */
  async get(path: string, signal: AbortSignal): Promise<SmsIrAnswer> {
    const { headers } = this;
    const nothing: StatusContext = { method: 'default_line', sender: '', template: '' };
    return read(await this.http.get(`${this.root}/${path}`, { signal, headers }), nothing, false);
  }
}

function read(result: HttpResult, context: StatusContext, sends: boolean): SmsIrAnswer {
  const said = (sentence: string) => (sends ? ` ${sentence}` : '');
  if (result.kind === 'not_sent') {
    return failure('transient', `SMS.ir could not be reached: ${result.reason}.${said('Nothing was sent.')}`);
  }
  if (result.kind === 'no_answer') {
    return failure('unknown', `SMS.ir gave no answer: ${result.reason}.${said('It may have been sent.')}`);
  }
  const json = parseJson(result.body);
  const reply = replySchema.safeParse(json).data;
  if (reply?.status === OK) return { data: reply.data };
  const refused = reply ? classify(reply.status, context) : readForeign(result, json, said);
  const waitMs = refused.outcome === 'transient' ? retryAfterMs(result.headers) : undefined;
  return { failure: waitMs === undefined ? refused : { ...refused, retryAfterMs: waitMs } };
}

/** An answer without SMS.ir's envelope: from its web server, a gateway, a firewall's page or another site. */
function readForeign({ status, body }: HttpResponse, json: unknown, said: (sentence: string) => string): SendFailure {
  const what = `Something other than SMS.ir answered (HTTP ${status})`;
  if (status === 400 && problemSchema.safeParse(json).success) {
    return {
      outcome: 'rejected',
      meaning: 'SMS.ir refused the form of the request (HTTP 400). This is likely a fault in Ramz.',
    };
  }
  if (status < 300 && !body.trimStart().startsWith('<')) {
    return {
      outcome: 'unknown',
      meaning: `SMS.ir's answer could not be read (HTTP ${status}).${said('It may have been sent.')}`,
    };
  }
  if (status === 429) return { outcome: 'transient', meaning: `${what}.`, throttled: true };
  if (status < 300 || status === 408 || status === 503) return { outcome: 'transient', meaning: `${what}.` };
  // A gateway that lost SMS.ir (502) or stopped waiting for it (504) had passed the request on.
  if (status >= 500) return { outcome: 'unknown', meaning: `${what}.${said('It may have been sent.')}` };
  const fix = status < 400 ? 'it redirects elsewhere' : 'a proxy or a firewall may refuse the call';
  return { outcome: 'misconfigured', meaning: `${what}: ${fix}. Check SMSIR_BASE_URL and SMSIR_API_KEY.` };
}

function failure(outcome: SendFailure['outcome'], meaning: string): { failure: SendFailure } {
  return { failure: { outcome, meaning } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
