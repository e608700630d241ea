import { deliveryReport } from '../delivery-statuses.js';
import { isIranian } from '../iranian-numbers.js';
import type { ProviderHttp } from '../provider-http.js';
import type {
  Accepted,
  AccountInfo,
  AccountReport,
  DeliveryPolling,
  DeliveryReport,
  Reconciling,
  SelfDiagnosis,
  SendMethod,
  SendOutcome,
  SmsProvider,
  SmsRequest,
} from '../provider.contract.js';
import { acceptedWithoutId } from '../send-failures.js';
import { GhasedakClient, type GhasedakAccess } from './ghasedak.client.js';
import { diagnose } from './ghasedak.diagnosis.js';
import { messageStatuses } from './ghasedak.message-statuses.js';
import { otpCall, referenceOf, templateOf, textCall, type GhasedakDefaults } from './ghasedak.requests.js';
import { accountDataSchema, otpDataSchema, singleDataSchema, statusDataSchema } from './ghasedak.schemas.js';

export interface GhasedakOptions extends GhasedakAccess, GhasedakDefaults {
  /** In rial: lower credit is reported as low. */
  minCredit?: number;
}

const OK = 200;
/** Documented for the credit. The unit of costs is not verified. */
const RIAL = 'IRR';
/** How `CheckSmsStatus` reads its ids. */
const ID_TYPE = { messageId: '1', clientReferenceId: '2' };

/** Ghasedak by its REST interface v1, https://ghasedak.me/docs. */
export class GhasedakProvider implements SmsProvider, DeliveryPolling, AccountInfo, Reconciling, SelfDiagnosis {
  readonly name = 'ghasedak';
  readonly pollSize = 100;
  /** Not documented. */
  readonly pollWindowMs = 48 * 3_600_000;
  readonly minCredit?: number;
  private readonly client: GhasedakClient;

  constructor(
    private readonly options: GhasedakOptions,
    http: ProviderHttp,
  ) {
    this.client = new GhasedakClient(options, http);
    this.minCredit = options.minCredit;
  }

  /** Only Iranian numbers, because the form of international ones is not documented. */
  methods(request: SmsRequest): SendMethod[] {
    if (!isIranian(request.recipient)) return [];
    const configured = this.options.sender;
    const methods: SendMethod[] = [];
    if ((request.otp || request.template) && templateOf(request, this.options)) methods.push('lookup');
    if (request.channel === 'call' || request.text === '') return methods;
    if (request.sender ?? configured) methods.push('plain');
    if (request.sender && configured && request.sender !== configured) methods.push('default_line');
    return methods;
  }

  async send(request: SmsRequest, method: SendMethod, signal: AbortSignal): Promise<SendOutcome> {
    const call = method === 'lookup' ? otpCall(request, this.options) : textCall(request, method, this.options);
    if ('outcome' in call) return call;
    const answer = await this.client.post(call.path, call.body, signal, call.context);
    if ('failure' in answer) return answer.failure;
    const sent = (call.path === 'SendOtpSMS' ? otpDataSchema : singleDataSchema).safeParse(answer.data).data;
    if (!sent) return acceptedWithoutId('Ghasedak', OK);
    return {
      outcome: 'accepted',
      providerMessageId: sent.messageId,
      rawCode: OK,
      ...(sent.cost !== undefined && { cost: sent.cost, currency: RIAL }),
    };
  }

  async pollDelivery(providerMessageIds: string[], signal: AbortSignal): Promise<DeliveryReport[]> {
    const ids = providerMessageIds.filter((id) => /^\d+$/.test(id));
    const messages = ids.length > 0 ? await this.find(ids, ID_TYPE.messageId, signal) : [];
    return messages.map(({ messageId, status }) => deliveryReport('Ghasedak', messageStatuses, messageId, status ?? 0));
  }

  /** A message that is not found may still have been sent: how soon Ghasedak finds messages is not documented. */
  async reconcile(
    request: SmsRequest,
    _method: SendMethod,
    _since: Date,
    signal: AbortSignal,
  ): Promise<Accepted | undefined> {
    const reference = referenceOf(request);
    const messages = await this.find([reference], ID_TYPE.clientReferenceId, signal).catch(() => []);
    const message = messages.find(({ clientReferenceId }) => clientReferenceId === reference);
    return message && { outcome: 'accepted', providerMessageId: message.messageId, rawCode: OK };
  }

  async account(signal: AbortSignal): Promise<AccountReport> {
    const data = await this.client.query('GetAccountInformation', {}, signal);
    const info = accountDataSchema.safeParse(data).data;
    if (!info) throw new Error('The credit of the Ghasedak account could not be read.');
    return { credit: info.credit, currency: RIAL, type: info.plan, expiresAt: info.expireDate };
  }

  diagnose(signal: AbortSignal) {
    return diagnose(this.client, this.options, signal);
  }

  private async find(ids: string[], type: string, signal: AbortSignal) {
    const data = await this.client.query('CheckSmsStatus', { Ids: ids.join(','), Type: type }, signal);
    const messages = statusDataSchema.safeParse(data).data;
    if (!messages) throw new Error("Ghasedak's delivery report could not be read.");
    return messages;
  }
}
