import { failureWithoutReply, withRetryAfter } from '../missing-reply.js';
import type { HttpResult, ProviderHttp } from '../provider-http.js';
import type { SendFailure } from '../provider.contract.js';
import { errorSchema, parseObject, type TwilioError } from './twilio.schemas.js';
import { classify, type TwilioContext } from './twilio.status-codes.js';

/** The JSON object of a success, or a failure. `httpStatus` is set if Twilio itself answered. */
export type TwilioAnswer = { body: object } | { failure: SendFailure; httpStatus?: number };

export interface TwilioCall extends TwilioContext {
  signal: AbortSignal;
  /** The call sends a message, so a failure says whether it may have been sent. */
  sends?: true;
}

/** Calls one of Twilio's hosts: basic authentication, forms in, JSON out. */
export class TwilioClient {
  private readonly root: string;
  private readonly headers: Record<string, string>;

  constructor(
    baseUrl: string,
    /** The variable of `baseUrl`, for failures that it may cause. */
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
    const body = result.kind === 'response' ? parseObject(result.body) : undefined;
    if (result.kind === 'response' && body) {
      const { status, headers } = result;
      if (status >= 200 && status < 300) return { body };
      const error = errorSchema.safeParse(body).data;
      if (error && status >= 400) {
        const failure = classify(error.code, status, { ...call, parameter: parameterOf(error) });
        return { failure: withRetryAfter(failure, headers), httpStatus: status };
      }
    }
    const { sends = false } = call;
    return { failure: failureWithoutReply(result, { provider: 'Twilio', check: this.variable, sends }) };
  }
}

/** "Invalid parameter `To`: +57…" also contains the value, which is dropped. */
function parameterOf({ message, detail }: TwilioError): string | undefined {
  return /invalid parameter:?\s*[`'"]?([a-z]{1,40})\b/i.exec(message ?? detail ?? '')?.[1];
}
