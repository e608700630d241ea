import type {
  AccountInfo,
  AccountReport,
  DeliveryPolling,
  DeliveryReport,
  SendOutcome,
  SmsProvider,
  SmsRequest,
  SendMethod,
} from '../provider.contract.js';
import type { ProviderHttp } from '../provider-http.js';
import { SmsIrClient, type SmsIrAccess } from './smsir.client.js';
import { reportOf, UNKNOWN_MESSAGE } from './smsir.message-statuses.js';
import { isIranian, templateOf, textCall, verifyCall, type SmsIrDefaults } from './smsir.requests.js';
import {
  bulkDataSchema,
  creditDataSchema,
  linesDataSchema,
  reportDataSchema,
  verifyDataSchema,
} from './smsir.schemas.js';
import { classify, type StatusContext } from './smsir.status-codes.js';

export interface SmsIrOptions extends SmsIrAccess, SmsIrDefaults {
  /** In SMS.ir's own unit: below this a warning is due. */
  minCredit?: number;
}

/** ISO 4217 for "no currency": SMS.ir does not say what it counts credit in. */
const CREDITS = 'XXX';

/** SMS.ir over its REST interface v1, https://sms.ir/rest-api/. The HTTP client is shared: its owner closes it. */
export class SmsIrProvider implements SmsProvider, DeliveryPolling, AccountInfo {
  readonly name = 'smsir';
  /** One request each: SMS.ir tells of single messages only. */
  readonly pollSize = 10;
  /** Not documented; no longer than Kavenegar's. */
  readonly pollWindowMs = 48 * 3_600_000;
  readonly minCredit?: number;
  private readonly client: SmsIrClient;

  constructor(
    private readonly options: SmsIrOptions,
    http: ProviderHttp,
  ) {
    this.client = new SmsIrClient(options, http);
    this.minCredit = options.minCredit;
  }

  /** None for calls, and none for numbers outside Iran: SMS.ir's documents know Iranian ones only. */
  methods(request: SmsRequest): SendMethod[] {
    if (request.channel === 'call' || !isIranian(request.recipient)) return [];
    const configured = this.options.sender;
    const methods: SendMethod[] = [];
    if ((request.otp || request.template) && templateOf(request, this.options)) methods.push('lookup');
    if (request.text === '') return methods;
    if (request.sender ?? configured) methods.push('plain');
    if (request.sender && configured && request.sender !== configured) methods.push('default_line');
    return methods;
  }

  async send(request: SmsRequest, method: SendMethod, signal: AbortSignal): Promise<SendOutcome> {
    if (!isIranian(request.recipient)) {
      return {
        outcome: 'misconfigured',
        meaning: 'SMS.ir sends to Iranian numbers only. Route the country elsewhere.',
      };
    }
    const call = method === 'lookup' ? verifyCall(request, this.options) : textCall(request, method, this.options);
    if ('outcome' in call) return call;
    const answer = await this.client.post(call.path, call.body, signal, call.context);
    if ('failure' in answer) return answer.failure;
    return call.path === 'send/verify' ? readVerify(answer.data) : readBulk(answer.data, call.context);
  }

  /** @throws Error with an administrator's sentence */
  pollDelivery(providerMessageIds: string[], signal: AbortSignal): Promise<DeliveryReport[]> {
    const ids = providerMessageIds.filter((id) => /^\d+$/.test(id));
    return Promise.all(ids.map((id) => this.pollOne(id, signal)));
  }

  /** @throws Error with an administrator's sentence */
  async account(signal: AbortSignal): Promise<AccountReport> {
    const [credit, lines] = await Promise.all([this.client.get('credit', signal), this.client.get('line', signal)]);
    if ('failure' in credit) throw new Error(credit.failure.meaning);
    const amount = creditDataSchema.safeParse(credit.data).data;
    if (amount === undefined) throw new Error('The credit of the SMS.ir account could not be read.');
    const names = 'data' in lines ? linesDataSchema.safeParse(lines.data).data : undefined;
    return { credit: amount, currency: CREDITS, ...(names ? { settings: { lines: names.join(', ') } } : {}) };
  }

  private async pollOne(id: string, signal: AbortSignal): Promise<DeliveryReport> {
    const answer = await this.client.get(`send/${id}`, signal);
    if ('data' in answer) {
      const report = reportDataSchema.safeParse(answer.data).data;
      if (!report) throw new Error("SMS.ir's delivery report could not be read.");
      return reportOf(id, report.deliveryState);
    }
    if (answer.failure.rawCode !== UNKNOWN_MESSAGE) throw new Error(answer.failure.meaning);
    const meaning = 'SMS.ir does not know this message.';
    return { providerMessageId: id, state: 'pending', rawStatus: String(UNKNOWN_MESSAGE), meaning };
  }
}

function readVerify(data: unknown): SendOutcome {
  const sent = verifyDataSchema.safeParse(data).data;
  return sent ? accepted(sent.messageId, sent.cost) : unnamed();
}

/** In place of its id: 0 where the number is on the blacklist, null where number or text will not do. */
function readBulk(data: unknown, context: StatusContext): SendOutcome {
  const sent = bulkDataSchema.safeParse(data).data;
  if (!sent) return unnamed();
  const [id] = sent.messageIds;
  if (id === 0) return classify(115, context);
  if (id === null) {
    return { outcome: 'rejected', rawCode: 1, meaning: 'SMS.ir does not accept the recipient number or the text.' };
  }
  return accepted(id, sent.cost);
}

function accepted(providerMessageId: string, cost: number | undefined): SendOutcome {
  return { outcome: 'accepted', providerMessageId, rawCode: 1, ...(cost === undefined ? {} : { cost }) };
}

function unnamed(): SendOutcome {
  return { outcome: 'unknown', rawCode: 1, meaning: 'SMS.ir accepted the call (1) but named no message.' };
}
