import type { SendFailure } from '../provider.contract.js';
import { type HttpResult, type ProviderHttp, retryAfterMs } from '../provider-http.js';
import { errorSchema } from './twilio.schemas.js';
import { classify, type StatusContext } from './twilio.status-codes.js';

/** A JSON object of a success, or what failed; `httpStatus` where Twilio itself answered. */
export type TwilioAnswer = { body: object } | { failure: SendFailure; httpStatus?: number };

export interface TwilioCall extends StatusContext {
  signal: AbortSignal;
  /** Whether the call sends something, so that its failure says what became of that. */
  sends?: true;
}

type HttpResponse = Extract<HttpResult, { kind: 'response' }>;

/** Calls to one of Twilio's hosts. Basic authentication; forms in, JSON out. */
export class TwilioClient {
  readonly root: string;
  private readonly headers: Record<string, string>;

  constructor(
    baseUrl: string,
    /** Named where the address seems to be wrong. */
    private readonly variable: 'TWILIO_BASE_URL' | 'TWILIO_VERIFY_BASE_URL',
    credentials: { username: string; password: string },
    private readonly http: ProviderHttp,
  ) {
    this.root = baseUrl.replace(/\/+$/, '');
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    this.headers = { authorization: `Basic ${basic}` };
  }

  async post(path: string, form: Record<string, string>, call: TwilioCall): Promise<TwilioAnswer> {
    const { headers, http } = this;
    return this.read(await http.post(this.root + path, form, { signal: call.signal, headers }), call);
  }

  async get(path: string, call: TwilioCall): Promise<TwilioAnswer> {
    const { headers, http } = this;
    return this.read(await http.get(this.root + path, { signal: call.signal, headers }), call);
  }

  private read(result: HttpResult, call: TwilioCall): TwilioAnswer {
    if (result.kind === 'not_sent') {
      return failure('transient', `Twilio could not be reached: ${result.reason}.${said(call, 'Nothing was sent.')}`);
    }
    if (result.kind === 'no_answer') {
      return failure('unknown', `Twilio gave no answer: ${result.reason}.${said(call, 'It may have been sent.')}`);
    }
    const body = parseObject(result.body);
    if (body && result.status >= 200 && result.status < 300) return { body };
    const error = errorSchema.safeParse(body);
    const answer: TwilioAnswer =
      error.success && result.status >= 400
        ? {
            failure: classify(error.data.code, result.status, { ...call, parameter: parameterOf(error.data) }),
            httpStatus: result.status,
          }
        : this.readForeign(result, call);
    const waitMs = answer.failure.outcome === 'transient' ? retryAfterMs(result.headers) : undefined;
    return waitMs === undefined ? answer : { ...answer, failure: { ...answer.failure, retryAfterMs: waitMs } };
  }

  /** An answer that is not Twilio's: from a gateway, a firewall's page or another site. */
  private readForeign(
    { status, body }: HttpResponse,
    call: TwilioCall,
  ): Extract<TwilioAnswer, { failure: SendFailure }> {
    const what = `Something other than Twilio answered (HTTP ${status})`;
    const page = body.trimStart().startsWith('<');
    if (status < 300 && !page) {
      return failure(
        'unknown',
        `Twilio's answer could not be read (HTTP ${status}).${said(call, 'It may have been sent.')}`,
      );
    }
    if (status === 429) return { failure: classify(undefined, status, call) };
    if (status < 300 || status === 408 || status === 503) return failure('transient', `${what}.`);
    // A gateway that lost Twilio (500, 502) or stopped waiting for it (504) had passed the request on.
    if (status >= 500) return failure('unknown', `${what}.${said(call, 'It may have been sent.')}`);
    const fix = status < 400 ? 'it redirects elsewhere' : 'a proxy or a firewall may refuse the call';
    return failure('misconfigured', `${what}: ${fix}. Check ${this.variable}.`);
  }
}

/** The failure of an answer that is a success without what it should hold. */
export function unreadable(what: string): SendFailure {
  return { outcome: 'unknown', meaning: `Twilio accepted the call but named no ${what}.` };
}

function failure(outcome: SendFailure['outcome'], meaning: string): { failure: SendFailure } {
  return { failure: { outcome, meaning } };
}

function said(call: TwilioCall, sentence: string): string {
  return call.sends ? ` ${sentence}` : '';
}

/** "Invalid parameter `To`: +57…" names a value too, of which nothing is kept. */
function parameterOf({ message, detail }: { message?: string; detail?: string }): string | undefined {
  return /invalid parameter:?\s*[`'"]?([a-z]{1,40})\b/i.exec(message ?? detail ?? '')?.[1];
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
