import { isIranian } from '../iranian-numbers.js';
import type { ProviderHttp } from '../provider-http.js';
import type {
  AccountInfo,
  AccountReport,
  DeliveryPolling,
  DeliveryReport,
  Diagnosis,
  SelfDiagnosis,
  SendMethod,
  SendOutcome,
  SmsProvider,
  SmsRequest,
} from '../provider.contract.js';
import { SmsIrClient, type SmsIrAccess } from './smsir.client.js';
import { reportOf, UNKNOWN_MESSAGE } from './smsir.message-statuses.js';
import { readBulk, readVerify } from './smsir.outcomes.js';
import { templateOf, textCall, verifyCall, type SmsIrDefaults } from './smsir.requests.js';
import { refusedByRamz } from '../send-failures.js';
import { creditDataSchema, linesDataSchema, reportDataSchema } from './smsir.schemas.js';

export interface SmsIrOptions extends SmsIrAccess, SmsIrDefaults {
  /** In SMS.ir's own unit: lower credit is reported as low. */
  minCredit?: number;
}

/** ISO 4217 for "no currency": the unit of the credit is not documented. */
const NO_CURRENCY = 'XXX';

const UNKNOWN_TEMPLATE: Diagnosis = {
  subject: 'template',
  status: 'pass',
  message: 'SMS.ir tells nothing about templates: send one code with "ramz send-test <number> --only smsir/lookup".',
};

/** SMS.ir by its REST interface v1, https://sms.ir/rest-api/. */
export class SmsIrProvider implements SmsProvider, DeliveryPolling, AccountInfo, SelfDiagnosis {
  readonly name = 'smsir';
  /** Each message is a request of its own, because SMS.ir reports on single messages only. */
  readonly pollSize = 10;
  /** Not documented. */
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

  /** SMS.ir makes no calls, and its documents mention only Iranian numbers. */
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
      return refusedByRamz('SMS.ir', 'it sends only to Iranian numbers; route the country to another provider');
    }
    const call = method === 'lookup' ? verifyCall(request, this.options) : textCall(request, method, this.options);
    if ('outcome' in call) return call;
    const answer = await this.client.post(call.path, call.body, signal, call.context);
    if ('failure' in answer) return answer.failure;
    return call.path === 'send/verify' ? readVerify(answer.data) : readBulk(answer.data, call.context);
  }

  pollDelivery(providerMessageIds: string[], signal: AbortSignal): Promise<DeliveryReport[]> {
    const ids = providerMessageIds.filter((id) => /^\d+$/.test(id));
    return Promise.all(ids.map((id) => this.pollOne(id, signal)));
  }

  async account(signal: AbortSignal): Promise<AccountReport> {
    const [credit, lines] = await Promise.all([this.client.get('credit', signal), this.client.get('line', signal)]);
    if ('failure' in credit) throw new Error(credit.failure.meaning);
    const amount = creditDataSchema.safeParse(credit.data).data;
    if (amount === undefined) throw new Error('The credit of the SMS.ir account could not be read.');
    const names = 'data' in lines ? linesDataSchema.safeParse(lines.data).data : undefined;
    return { credit: amount, currency: NO_CURRENCY, ...(names && { settings: { lines: names.join(', ') } }) };
  }

  /** No method tells about templates. */
  async diagnose(signal: AbortSignal): Promise<Diagnosis[]> {
    const { sender, template } = this.options;
    return [
      ...(sender === undefined ? [] : [await this.diagnoseSender(sender, signal)]),
      ...(template === undefined ? [] : [UNKNOWN_TEMPLATE]),
    ];
  }

  private async diagnoseSender(sender: string, signal: AbortSignal): Promise<Diagnosis> {
    const answer = await this.client.get('line', signal);
    const lines = 'data' in answer ? linesDataSchema.safeParse(answer.data).data : undefined;
    if (lines?.includes(sender)) {
      return { subject: 'sender', status: 'pass', message: `Sender line ${sender} is one of the SMS.ir account.` };
    }
    return {
      subject: 'sender',
      status: lines ? 'fail' : 'warn',
      message: lines
        ? `Sender line ${sender} is not one of the SMS.ir account.`
        : `SMS.ir did not list its lines, so sender line ${sender} could not be checked.`,
      fix: lines?.length
        ? `Set SMSIR_SENDER to one of the lines of the account: ${lines.join(', ')}.`
        : 'Set SMSIR_SENDER to a line that the SMS.ir panel lists.',
    };
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
