import type { Failure, SendOutcome, SmsProvider, SmsRequest, SmsWay } from '../provider.contract.js';
import { type HttpResult, type ProviderHttp, retryAfterMs } from '../provider-http.js';
import { parseReply, sentEntriesSchema, type KavenegarReply } from './kavenegar.schemas.js';
import { classify } from './kavenegar.status-codes.js';

export interface KavenegarOptions {
  apiKey: string;
  /** Without `/v1`, such as `https://api.kavenegar.com`. */
  baseUrl: string;
  /** Line for plain texts. */
  sender: string;
  /** Template for codes, as named in the panel. */
  template: string;
  /** Characters. Kavenegar documented 900 in 2025, and is said to allow 1800 since. */
  maxTextLength?: number;
}

type HttpResponse = Extract<HttpResult, { kind: 'response' }>;

/** What `verify/lookup` takes as a token: "any Persian or Latin letter or digit", at most 100. */
const TOKEN = /^[\p{L}\p{Nd}]{1,100}$/u;

/** Kavenegar over its REST interface, https://kavenegar.com/rest.html. The HTTP client is shared: its owner closes it. */
export class KavenegarProvider implements SmsProvider {
  readonly name = 'kavenegar';
  private readonly root: string;

  constructor(
    private readonly options: KavenegarOptions,
    private readonly http: ProviderHttp,
  ) {
    this.root = `${options.baseUrl.replace(/\/+$/, '')}/v1/${encodeURIComponent(options.apiKey)}`;
  }

  ways(request: SmsRequest): SmsWay[] {
    if (request.channel === 'call') return ['lookup'];
    return request.otp === undefined ? ['plain', 'default_line'] : ['lookup', 'plain', 'default_line'];
  }

  async send(request: SmsRequest, way: SmsWay, signal: AbortSignal): Promise<SendOutcome> {
    const call = way === 'lookup' ? this.lookup(request) : this.plain(request, way);
    if ('outcome' in call) return call;
    return this.read(await this.http.post(`${this.root}/${call.method}.json`, call.form, { signal }), way);
  }

  private lookup({ recipient, otp, channel }: SmsRequest): Call | Failure {
    const call = channel === 'call';
    const code = otp?.code;
    if (call && (code === undefined || !/^\d{1,100}$/.test(code))) {
      return { outcome: 'rejected', meaning: 'Kavenegar reads out codes of digits only; this one cannot go by call.' };
    }
    if (code === undefined || !TOKEN.test(code)) {
      return {
        outcome: 'misconfigured',
        meaning: "Kavenegar's templates take codes of 1 to 100 letters and digits only.",
        tryNextWay: true,
      };
    }
    const form = { receptor: receptorOf(recipient), template: this.options.template, token: code };
    return { method: 'verify/lookup', form: call ? { ...form, type: 'call' } : form };
  }

  private plain({ recipient, text, localId }: SmsRequest, way: SmsWay): Call | Failure {
    const max = this.options.maxTextLength ?? 900;
    if (text.length === 0 || text.length > max) {
      return { outcome: 'rejected', meaning: `The text is empty or longer than ${max} characters.` };
    }
    // Kavenegar sends a `localid` once only, so that a repeat after an unknown outcome does not reach the phone twice.
    const form = { receptor: receptorOf(recipient), message: text, localid: localId.toString() };
    return { method: 'sms/send', form: way === 'plain' ? { ...form, sender: this.options.sender } : form };
  }

  private read(result: HttpResult, way: SmsWay): SendOutcome {
    if (result.kind === 'not_sent') {
      return { outcome: 'transient', meaning: `Kavenegar could not be reached: ${result.reason}. Nothing was sent.` };
    }
    if (result.kind === 'no_answer') {
      return { outcome: 'unknown', meaning: `Kavenegar gave no answer: ${result.reason}. It may have been sent.` };
    }
    // The HTTP status repeats `return.status` or is a gateway's, so the body comes first.
    const reply = parseReply(result.body);
    if (reply?.return.status === 200) return readAccepted(reply);
    const failure = reply ? classify(reply.return.status, { ...this.options, way }) : readForeign(result);
    const waitMs = failure.outcome === 'transient' ? retryAfterMs(result.headers) : undefined;
    return waitMs === undefined ? failure : { ...failure, retryAfterMs: waitMs };
  }
}

interface Call {
  method: string;
  form: Record<string, string>;
}

function readAccepted(reply: KavenegarReply): SendOutcome {
  const entries = sentEntriesSchema.safeParse(reply.entries);
  if (!entries.success) {
    return { outcome: 'unknown', rawCode: 200, meaning: 'Kavenegar accepted the call (200) but named no message.' };
  }
  const { messageid, cost } = entries.data[0];
  return {
    outcome: 'accepted',
    providerMessageId: messageid,
    rawCode: 200,
    ...(cost === undefined ? {} : { cost, currency: 'IRR' }),
  };
}

/** An answer that is not Kavenegar's: from a gateway, a firewall's page or another site. */
function readForeign({ status, body }: HttpResponse): Failure {
  const what = `Something other than Kavenegar answered (HTTP ${status})`;
  const page = body.trimStart().startsWith('<');
  // A reply cut short, or a gateway that stopped waiting (504): Kavenegar had the request.
  if (status === 504 || (status < 300 && !page)) {
    return {
      outcome: 'unknown',
      meaning: `Kavenegar's answer could not be read (HTTP ${status}). It may have been sent.`,
    };
  }
  if (status < 300 || status >= 500 || status === 408 || status === 429) {
    return { outcome: 'transient', meaning: `${what}.` };
  }
  const fix = status < 400 ? 'it redirects elsewhere' : 'a proxy or a firewall may refuse the call';
  return { outcome: 'misconfigured', meaning: `${what}: ${fix}. Check KAVENEGAR_BASE_URL.` };
}

/** Iranian numbers in their local form; others as `00` and country code, the only one `verify/lookup` documents. */
function receptorOf(recipient: string): string {
  return recipient.startsWith('+98') ? `0${recipient.slice(3)}` : `00${recipient.slice(1)}`;
}
