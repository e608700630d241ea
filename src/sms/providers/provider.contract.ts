/** A code of Ramz, for providers that put it into a template of their own. */
export interface OtpContent {
  code: string;
  /** Language of the text, such as `fa`. */
  locale: string;
}

/** Values for a template of the provider, chosen by the caller. */
export interface TemplateContent {
  /** Name of the template at the provider; the configured one by default. */
  name?: string;
  /** `token`, `token2`, `token3`, in this order. */
  tokens: string[];
  /** Values that may contain spaces. A provider without such values refuses the method. */
  token10?: string;
  token20?: string;
}

/** One message to one recipient. */
export interface SmsRequest {
  /** Id of the message row. */
  messageId: string;
  /** Numeric id of the message row, for providers that refuse to send the same id twice. */
  localId: bigint;
  /** E.164, such as `+989123456789`. */
  recipient: string;
  /** ISO country of the recipient, such as `IR`. */
  country: string;
  /** The whole text. */
  text: string;
  /** Absent if the text is not a code. */
  otp?: OtpContent;
  /** Set if the provider makes and checks the code itself. */
  managed?: { provider: string; locale: string };
  /** Set if the caller chose a template. */
  template?: TemplateContent;
  /** The sender line that the caller chose; the configured one by default. */
  sender?: string;
  channel: 'sms' | 'call';
  /** After this many seconds the message is useless to the recipient. */
  validForSeconds: number;
}

/**
 * The outcome of one call to a provider.
 * - `accepted`: the provider accepted the message.
 * - `transient`: nothing was sent; the same call may work later.
 * - `rejected`: this recipient or this text can never work.
 * - `provider_down`: nothing was sent, and no message of this account can be sent now.
 * - `misconfigured`: an operator has to correct something; another method or provider may work.
 * - `unknown`: the request went out and no answer came back; the message may have been sent.
 */
export type SendOutcome = Accepted | SendFailure;

export interface Accepted {
  outcome: 'accepted';
  providerMessageId: string;
  rawCode?: number;
  /** In `currency`. */
  cost?: number;
  /** ISO 4217, such as `IRR`. */
  currency?: string;
  segments?: number;
}

export interface SendFailure {
  outcome: 'transient' | 'rejected' | 'provider_down' | 'misconfigured' | 'unknown';
  /** The provider's own code, if it gave one. */
  rawCode?: number;
  /** What happened, in a sentence that an administrator can act on. Never contains a key, a code or a full number. */
  meaning: string;
  /** The provider asks for a pause of this length. */
  retryAfterMs?: number;
  /** The provider throttles the account: all its messages wait, and the wait is not an attempt. */
  throttled?: boolean;
  /** This method cannot work for this account or template, but the provider's next method may. */
  tryNextMethod?: boolean;
  /** The sender cannot be used for this recipient. The same call again uses the provider's next sender. */
  tryNextSender?: boolean;
  /** The number itself is the reason. */
  recipientAtFault?: boolean;
  /** Ramz refused the message without a call, so the provider is not at fault. */
  refusedByRamz?: boolean;
}

/** What every provider implements. It never throws because of the provider's answer: that is an outcome. */
export interface SmsProvider {
  /** Short lower-case name, as in `SMS_ROUTES`. */
  readonly name: string;
  /** The methods that can send this message, in order. After a failure with `tryNextMethod` the next one is tried. */
  methods(request: SmsRequest): SendMethod[];
  /** Makes one call without retries, and aborts it at `signal`. */
  send(request: SmsRequest, method: SendMethod, signal: AbortSignal): Promise<SendOutcome>;
}

/**
 * How a message is sent.
 * - `lookup`: by a template of the provider
 * - `plain`: as text, from the chosen or configured sender
 * - `default_line`: as text, from the account's own default line
 * - `verify`: by the provider's verification product, with a code of Ramz
 */
export type SendMethod = 'lookup' | 'plain' | 'default_line' | 'verify';

// The optional contracts. A provider implements those it can; `provider-capabilities.ts` finds out which.

/** Sending many plain texts in one call. */
export interface BulkSending {
  /** Maximum number of messages per call. */
  readonly bulkSize: number;
  /** Returns one outcome per request, in the same order. A failed call is the outcome of each. */
  sendMany(requests: SmsRequest[], signal: AbortSignal): Promise<SendOutcome[]>;
}

/** The delivery of an accepted message. `pending`: not known yet. */
export type DeliveryState = 'pending' | 'delivered' | 'undelivered' | 'failed' | 'cancelled';

export interface DeliveryReport {
  providerMessageId: string;
  /** Id of the message row, if the provider was given it with the address for reports. */
  messageId?: string;
  state: DeliveryState;
  /** The provider's own status or error code. */
  rawStatus?: string;
  meaning?: string;
  /** The number itself is the reason. */
  recipientAtFault?: boolean;
}

/** Delivery reports on request. */
export interface DeliveryPolling {
  /** Maximum number of ids per call. */
  readonly pollSize: number;
  /** The provider has forgotten messages older than this. */
  readonly pollWindowMs: number;
  /** @throws Error with a sentence for administrators */
  pollDelivery(providerMessageIds: string[], signal: AbortSignal): Promise<DeliveryReport[]>;
}

/** A request to a webhook route. */
export interface WebhookRequest {
  /** The address that the provider was given, with its query. */
  url: string;
  /** Other spellings of the same address that it may have been given, such as `PUBLIC_URL` with capitals. */
  otherUrls?: string[];
  headers: Record<string, string | undefined>;
  /** Fields of the query and of the form or JSON body. Repeated fields are lists. */
  params: Record<string, string | string[]>;
  /** The body as received. */
  rawBody: string;
  /** The token in the path, if the route has one. */
  token?: string;
}

/** Delivery reports by webhook. */
export interface DeliveryWebhook {
  /** The reports, or why the request is refused: `forged` (wrong signature or token) or `malformed`. Does not throw. */
  readReports(request: WebhookRequest): { reports: DeliveryReport[] } | { refused: 'forged' | 'malformed' };
}

export interface AccountReport {
  /** In `currency`. */
  credit: number;
  /** ISO 4217. */
  currency: string;
  /** The provider's own word, such as `master` or `trial`. */
  type?: string;
  expiresAt?: Date;
  /** Settings that an operator should know, such as the default line or a debug mode. */
  settings?: Record<string, string>;
}

/** Reading the account's credit. */
export interface AccountInfo {
  /** Credit below this pays for no message; 0 by default. In the account's currency. */
  readonly spentCredit?: number;
  /** Credit below this is reported as low. In the account's currency. */
  readonly minCredit?: number;
  /** @throws Error with a sentence for administrators */
  account(signal: AbortSignal): Promise<AccountReport>;
}

/** Finding out with another call what an ambiguous failure means. */
export interface FailureExplaining {
  /** Returns the failure unchanged if there is nothing to find out. Does not throw. */
  explain(failure: SendFailure, signal: AbortSignal): Promise<SendFailure>;
}

/** Finding out whether a message was sent although the answer was lost. */
export interface Reconciling {
  /** Undefined if it is still unknown. Does not throw. */
  reconcile(
    request: SmsRequest,
    method: SendMethod,
    since: Date,
    signal: AbortSignal,
  ): Promise<Accepted | 'not_sent' | undefined>;
}

/** Refusing to send the same message twice. */
export interface RefusingRepeats {
  /** Whether a message that is sent again by this method arrives only once, because the provider knows its `localId`. */
  refusesRepeats(method: SendMethod): boolean;
}

/** Cancelling a message that the provider has not sent yet. */
export interface Cancelling {
  /** Whether the message was cancelled. Does not throw. */
  cancel(providerMessageId: string, signal: AbortSignal): Promise<boolean>;
}

/** Receiving feedback about codes that were entered correctly. */
export interface VerificationFeedback {
  /** Whether the configuration requires feedback. */
  readonly wantsFeedback: boolean;
  /** @throws Error with a sentence for administrators */
  reportVerified(providerMessageId: string, signal: AbortSignal): Promise<void>;
}

/** Codes that the provider makes and checks itself. */
export interface ManagedVerification {
  /** Whether the configuration has the provider make the codes. */
  readonly managesCodes: boolean;
  startVerification(
    request: Omit<SmsRequest, 'text' | 'otp'> & { locale: string },
    signal: AbortSignal,
  ): Promise<SendOutcome>;
  checkCode(
    verification: { providerMessageId: string; recipient: string },
    code: string,
    signal: AbortSignal,
  ): Promise<'right' | 'wrong' | 'exhausted' | 'ended' | SendFailure>;
}

/** Warnings about the configuration, for the operator at start. */
export interface ConfigurationWarnings {
  warnings(): string[];
}

/** Testing the credentials. */
export interface ConnectionTest {
  /** Undefined if they work, otherwise a sentence for the operator. */
  testConnection(signal: AbortSignal): Promise<string | undefined>;
}

/** What a provider says about one setting, or about the account. */
export interface Diagnosis {
  /** What was looked at. A provider has at most one diagnosis of each. */
  subject: 'sender' | 'template' | 'verify' | 'sending' | 'reports';
  status: 'pass' | 'warn' | 'fail';
  /** What was found, in one sentence. */
  message: string;
  /** What to do, in one sentence. Present unless the status is `pass`. */
  fix?: string;
}

/** Checking the settings at the provider. */
export interface SelfDiagnosis {
  /** Makes only calls that send nothing and cost nothing. Settings that cannot be read are warnings. Does not throw. */
  diagnose(signal: AbortSignal): Promise<Diagnosis[]>;
}

/** Test accounts, which can send only to the number of their owner. */
export interface TestAccounts {
  /** Whether this code of the provider means that the account is a test account. */
  isTestAccountLimitation(rawCode: number): boolean;
}
