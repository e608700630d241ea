import { failureWithoutReply, withRetryAfter } from '../missing-reply.js';
import type { HttpResult, ProviderHttp } from '../provider-http.js';
import type { SendFailure } from '../provider.contract.js';
import type { StatusContext } from '../status-rules.js';
import { parseReply } from './ghasedak.schemas.js';
import { classify } from './ghasedak.status-codes.js';

export interface GhasedakAccess {
  apiKey: string;
  /** Without `/rest`, such as `https://gateway.ghasedak.me`. */
  baseUrl: string;
}

export type GhasedakAnswer = { data: unknown } | { failure: SendFailure };

/** Calls Ghasedak's methods (https://ghasedak.me/docs) as its own clients do, and reads the envelope of the replies. */
export class GhasedakClient {
  private readonly root: string;
  private readonly headers: Record<string, string>;

  constructor(
    { apiKey, baseUrl }: GhasedakAccess,
    private readonly http: ProviderHttp,
  ) {
    this.root = `${baseUrl.replace(/\/+$/, '')}/rest/api/v1/WebService`;
    this.headers = { apikey: apiKey };
  }

  /** For calls that send a message. */
  async post(method: string, body: object, signal: AbortSignal, message: StatusContext): Promise<GhasedakAnswer> {
    const { headers } = this;
    return read(await this.http.postJson(`${this.root}/${method}`, body, { signal, headers }), message);
  }

  /** For calls that send nothing. */
  async get(method: string, parameters: Record<string, string>, signal: AbortSignal): Promise<GhasedakAnswer> {
    const query = new URLSearchParams(parameters).toString();
    const { headers } = this;
    return read(await this.http.get(`${this.root}/${method}${query && `?${query}`}`, { signal, headers }));
  }

  /** For calls that send nothing. @throws Error with a sentence for administrators */
  async query(method: string, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const answer = await this.get(method, parameters, signal);
    if ('failure' in answer) throw new Error(answer.failure.meaning);
    return answer.data;
  }
}

/** The body decides: failures are documented with HTTP 400, but Ghasedak's own clients do not look at the HTTP status. */
function read(result: HttpResult, message?: StatusContext): GhasedakAnswer {
  const reply = result.kind === 'response' && parseReply(result.body);
  if (!reply) {
    const call = {
      provider: 'Ghasedak',
      check: 'GHASEDAK_BASE_URL and GHASEDAK_API_KEY',
      sends: message !== undefined,
    };
    return { failure: failureWithoutReply(result, call) };
  }
  if (reply.isSuccess) return { data: reply.data };
  return { failure: withRetryAfter(classify(reply.statusCode, message ?? {}), result.headers) };
}
