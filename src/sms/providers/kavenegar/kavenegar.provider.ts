import type {
  Accepted,
  AccountInfo,
  AccountReport,
  BulkSending,
  Cancelling,
  DeliveryPolling,
  DeliveryReport,
  DeliveryWebhook,
  SendFailure,
  Reconciling,
  SendOutcome,
  SmsProvider,
  SmsRequest,
  SendMethod,
  WebhookRequest,
} from '../provider.contract.js';
import type { ProviderHttp } from '../provider-http.js';
import { cancelMessage, explain, readAccount } from './kavenegar.account.js';
import { failureOf, KavenegarClient, type KavenegarAccess } from './kavenegar.client.js';
import { POLL_SIZE, POLL_WINDOW_MS, pollDelivery, readReports } from './kavenegar.delivery.js';
import { reconcile } from './kavenegar.reconciliation.js';
import {
  bulkCall,
  isReceptorOf,
  lookupCall,
  plainCall,
  textFault,
  type KavenegarDefaults,
} from './kavenegar.requests.js';
import { bulkEntriesSchema, sentEntriesSchema, type SentEntry } from './kavenegar.schemas.js';
import { isTestAccountLimitation, type StatusContext } from './kavenegar.status-codes.js';

export interface KavenegarOptions extends KavenegarAccess, KavenegarDefaults {
  /** Token in the path of the callback. Without it no callback is believed. */
  webhookToken?: string;
  /** In rial: below this a warning is due. */
  minCredit?: number;
}

/** Kavenegar over its REST interface, https://kavenegar.com/rest.html. The HTTP client is shared: its owner closes it. */
export class KavenegarProvider
  implements SmsProvider, BulkSending, DeliveryPolling, DeliveryWebhook, AccountInfo, Reconciling, Cancelling
{
  readonly name = 'kavenegar';
  readonly bulkSize = 200;
  readonly pollSize = POLL_SIZE;
  readonly pollWindowMs = POLL_WINDOW_MS;
  readonly minCredit?: number;
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
    const result = await this.client.call(call.method, call.form, signal);
    if (result.kind !== 'entries') return failureOf(result, this.contextOf(method, [request]));
    return acceptedAs(sentEntriesSchema.safeParse(result.entries).data?.[0]);
  }

  /** As plain texts. Kavenegar takes all of them or none; a text that it would refuse is left out. */
  async sendMany(requests: SmsRequest[], signal: AbortSignal): Promise<SendOutcome[]> {
    const faults = requests.map((request) => textFault(request, this.options));
    const sendable = requests.filter((_request, index) => !faults[index]);
    const outcomes = sendable.length > 0 ? await this.sendArray(sendable, signal) : [];
    return faults.map((fault) => fault ?? outcomes.shift() ?? acceptedAs(undefined));
  }

  pollDelivery(providerMessageIds: string[], signal: AbortSignal): Promise<DeliveryReport[]> {
    return pollDelivery(this.client, providerMessageIds, signal);
  }

  readReports(request: WebhookRequest): ReturnType<DeliveryWebhook['readReports']> {
    return readReports(request, this.options.webhookToken);
  }

  account(signal: AbortSignal): Promise<AccountReport> {
    return readAccount(this.client, signal);
  }

  reconcile(
    request: SmsRequest,
    method: SendMethod,
    since: Date,
    signal: AbortSignal,
  ): Promise<Accepted | 'not_sent' | undefined> {
    return reconcile(this.client, request, method, since, signal);
  }

  cancel(providerMessageId: string, signal: AbortSignal): Promise<boolean> {
    return cancelMessage(this.client, providerMessageId, signal);
  }

  isTestAccountLimitation(rawCode: number): boolean {
    return isTestAccountLimitation(rawCode);
  }

  /** Looks closer at a failure whose code has two meanings (402), by one more call. It does not throw. */
  explain(failure: SendFailure, signal: AbortSignal): Promise<SendFailure> {
    return explain(this.client, failure, signal);
  }

  private async sendArray(requests: SmsRequest[], signal: AbortSignal): Promise<SendOutcome[]> {
    const call = bulkCall(requests, this.options);
    const result = await this.client.call(call.method, call.form, signal);
    if (result.kind !== 'entries') {
      const failure = failureOf(result, this.contextOf('plain', requests));
      return requests.map(() => ({ ...failure }));
    }
    const left = bulkEntriesSchema.safeParse(result.entries).data ?? [];
    // In the order of the requests; where that is not so, the numbers tell.
    return requests.map(({ recipient }) => {
      const at = left.findIndex((entry) => !entry?.receptor || isReceptorOf(entry.receptor, recipient));
      return acceptedAs(at < 0 ? undefined : left.splice(at, 1)[0]);
    });
  }

  private contextOf(method: SendMethod, requests: SmsRequest[]): StatusContext {
    const [first] = requests;
    return {
      method,
      sender: [...new Set(requests.map(({ sender }) => sender ?? this.options.sender))].join(' or '),
      template: first?.template?.name ?? this.options.template,
      chosen:
        method === 'lookup' ? first?.template?.name !== undefined : requests.some(({ sender }) => sender !== undefined),
    };
  }
}

function acceptedAs(entry: SentEntry | undefined): SendOutcome {
  if (!entry) {
    return { outcome: 'unknown', rawCode: 200, meaning: 'Kavenegar accepted the call (200) but named no message.' };
  }
  const { messageid, cost } = entry;
  return {
    outcome: 'accepted',
    providerMessageId: messageid,
    rawCode: 200,
    ...(cost === undefined ? {} : { cost, currency: 'IRR' }),
  };
}
