import type { ProviderHttp } from '../provider-http.js';
import type {
  AccountInfo,
  BulkSending,
  Cancelling,
  DeliveryPolling,
  DeliveryWebhook,
  FailureExplaining,
  Reconciling,
  RefusingRepeats,
  SelfDiagnosis,
  SendFailure,
  SendMethod,
  SendOutcome,
  SmsProvider,
  SmsRequest,
  TestAccounts,
  WebhookRequest,
} from '../provider.contract.js';
import type { StatusContext } from '../status-rules.js';
import { cancelMessage, explain, readAccount, SPENT } from './kavenegar.account.js';
import { BULK_SIZE, sendMany } from './kavenegar.bulk.js';
import { KavenegarClient, type KavenegarAccess } from './kavenegar.client.js';
import { POLL_SIZE, POLL_WINDOW_MS, pollDelivery, readReports } from './kavenegar.delivery.js';
import { diagnose } from './kavenegar.diagnosis.js';
import { acceptedAs } from './kavenegar.outcomes.js';
import { reconcile } from './kavenegar.reconciliation.js';
import { lookupCall, plainCall, type KavenegarDefaults } from './kavenegar.requests.js';
import { sentEntriesSchema } from './kavenegar.schemas.js';
import { isTestAccountLimitation } from './kavenegar.status-codes.js';

export interface KavenegarOptions extends KavenegarAccess, KavenegarDefaults {
  /** Token in the path of the callback. Without it every callback is refused. */
  webhookToken?: string;
  /** In rial: lower credit is reported as low. */
  minCredit?: number;
}

type Extras = AccountInfo & BulkSending & Cancelling & DeliveryPolling & DeliveryWebhook & Reconciling & SelfDiagnosis;

/** Kavenegar by its REST interface, https://kavenegar.com/rest.html. */
export class KavenegarProvider implements SmsProvider, Extras, FailureExplaining, RefusingRepeats, TestAccounts {
  readonly name = 'kavenegar';
  readonly bulkSize = BULK_SIZE;
  readonly pollSize = POLL_SIZE;
  readonly pollWindowMs = POLL_WINDOW_MS;
  readonly minCredit?: number;
  readonly spentCredit = SPENT;
  readonly isTestAccountLimitation = isTestAccountLimitation;
  private readonly client: KavenegarClient;

  constructor(
    private readonly options: KavenegarOptions,
    http: ProviderHttp,
  ) {
    this.client = new KavenegarClient(options, http);
    this.minCredit = options.minCredit;
  }

  methods({ channel, otp, template, text }: SmsRequest): SendMethod[] {
    if (channel === 'call') return ['lookup'];
    if (!otp && !template) return ['plain', 'default_line'];
    return text === '' ? ['lookup'] : ['lookup', 'plain', 'default_line'];
  }

  async send(request: SmsRequest, method: SendMethod, signal: AbortSignal): Promise<SendOutcome> {
    const call = method === 'lookup' ? lookupCall(request, this.options) : plainCall(request, method, this.options);
    if ('outcome' in call) return call;
    const answer = await this.client.call(call.method, call.form, signal, this.contextOf(request, method));
    if ('failure' in answer) return answer.failure;
    return acceptedAs(sentEntriesSchema.safeParse(answer.entries).data?.[0]);
  }

  sendMany(requests: SmsRequest[], signal: AbortSignal) {
    return sendMany(this.client, requests, this.options, signal);
  }

  pollDelivery(providerMessageIds: string[], signal: AbortSignal) {
    return pollDelivery(this.client, providerMessageIds, signal);
  }

  readReports(request: WebhookRequest) {
    return readReports(request, this.options.webhookToken);
  }

  account(signal: AbortSignal) {
    return readAccount(this.client, signal);
  }

  reconcile(request: SmsRequest, method: SendMethod, since: Date, signal: AbortSignal) {
    return reconcile(this.client, request, method, since, signal);
  }

  /** Texts have a `localid`, which `verify/lookup` does not take. */
  refusesRepeats(method: SendMethod): boolean {
    return method === 'plain' || method === 'default_line';
  }

  cancel(providerMessageId: string, signal: AbortSignal) {
    return cancelMessage(this.client, providerMessageId, signal);
  }

  explain(failure: SendFailure, signal: AbortSignal) {
    return explain(this.client, failure, signal);
  }

  diagnose(signal: AbortSignal) {
    return diagnose(this.client, this.options, signal);
  }

  private contextOf({ sender, template }: SmsRequest, method: SendMethod): StatusContext {
    return {
      method,
      sender: sender ?? this.options.sender,
      template: template?.name ?? this.options.template,
      chosen: method === 'lookup' ? template?.name !== undefined : sender !== undefined,
    };
  }
}
