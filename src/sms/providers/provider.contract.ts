/** A code of ours, for providers that put it into a template of their own. */
export interface OtpContent {
  code: string;
  /** Language of the text, such as `fa`. */
  locale: string;
}

/** Values for a template that the provider knows, chosen by the caller. */
export interface TemplateContent {
  /** As named at the provider; the configured template where absent. */
  name?: string;
  /** `token`, `token2`, `token3`, in this order. */
  tokens: string[];
}

/** One SMS to one recipient, as a provider gets it. */
export interface SmsRequest {
  /** Id of the message row. */
  messageId: string;
  /** Numeric id of the message row, for providers that refuse to send the same one twice. */
  localId: bigint;
  /** E.164, such as `+989123456789`. */
  recipient: string;
  /** ISO country of the recipient, such as `IR`. */
  country: string;
  /** The text in full. */
  text: string;
  /** Absent for a text that is no code. */
  otp?: OtpContent;
  /** Present when the provider is to make and check the code itself. */
  managed?: { provider: string; locale: string };
  /** Absent unless the caller chose a template. */
  template?: TemplateContent;
  /** The sender line the caller chose; the provider's configured one where absent. */
  sender?: string;
  /** How the message is delivered. */
  channel: 'sms' | 'call';
  /** Worth nothing to the recipient after this many seconds. */
  validForSeconds: number;
}

/**
 * What came of one call to a provider.
 * - `accepted`: the provider took it.
 * - `transient`: nothing was sent; the same call may work later.
 * - `rejected`: this recipient or this text can never work.
 * - `provider_down`: nothing was sent and this provider will not work now, whatever the message.
 * - `misconfigured`: an operator has to mend something; another way or provider may work.
 * - `unknown`: the request went out and no answer came; it may have been sent.
 */
export type SendOutcome = Accepted | SendFailure;

export interface Accepted {
  outcome: 'accepted';
  providerMessageId: string;
  rawCode?: number;
  /** In the provider's own currency. */
  cost?: number;
  /** ISO 4217, such as `IRR`. */
  currency?: string;
  segments?: number;
}

export interface SendFailure {
  outcome: 'transient' | 'rejected' | 'provider_down' | 'misconfigured' | 'unknown';
  /** The provider's own code, where it gave one. */
  rawCode?: number;
  /** What happened, in a sentence an administrator can act on. Never holds a key, a code or a full number. */
  meaning: string;
  /** The provider asks to be left alone for this long. */
  retryAfterMs?: number;
  /** The provider is throttling: every send to it waits, and the wait is not an attempt. */
  throttled?: boolean;
  /** This way cannot work for this account or template, while the provider's later ways may. */
  tryNextMethod?: boolean;
}

/** What every provider can do. It never throws for what a provider does: that is an outcome. */
export interface SmsProvider {
  /** Short lower-case name, as it stands in `SMS_ROUTES`. */
  readonly name: string;
  /** The ways in which it can send this message, in order: the next is tried where one answers `tryNextWay`. */
  methods(request: SmsRequest): SendMethod[];
  /** Sends once by one way; no retry inside. Aborts at `signal`. */
  send(request: SmsRequest, method: SendMethod, signal: AbortSignal): Promise<SendOutcome>;
}

/**
 * How an SMS leaves.
 * - `lookup`: by a template that the provider knows
 * - `plain`: as text, from the chosen or configured sender
 * - `default_line`: as text, from the account's own default line
 * - `verify`: through the provider's verification product, with our code
 */
export type SendMethod = 'lookup' | 'plain' | 'default_line' | 'verify';

/** The optional contracts: a provider that can, implements the interface, and `can*` below tells. */

/** Many plain texts in one call. */
export interface BulkSending {
  /** Messages per call at most. */
  readonly bulkSize: number;
  /** One outcome a request, in the same order; a failure of the call stands for each. */
  sendMany(requests: SmsRequest[], signal: AbortSignal): Promise<SendOutcome[]>;
}

/** What a provider says of a message it took. `pending`: not yet known. */
export type DeliveryState = 'pending' | 'delivered' | 'undelivered' | 'failed' | 'cancelled';

export interface DeliveryReport {
  providerMessageId: string;
  state: DeliveryState;
  /** The provider's own status or error code. */
  rawStatus?: string;
  meaning?: string;
}

/** Reports that have to be asked for. */
export interface DeliveryPolling {
  /** Ids per call at most. */
  readonly pollSize: number;
  /** The provider knows nothing of messages older than this. */
  readonly pollWindowMs: number;
  /** @throws Error with an administrator's sentence */
  pollDelivery(providerMessageIds: string[], signal: AbortSignal): Promise<DeliveryReport[]>;
}

/** A request as it came to a webhook route. */
export interface WebhookRequest {
  /** The address the provider was given, with its query. */
  url: string;
  headers: Record<string, string | undefined>;
  /** Members of the query and of the form or JSON body; repeated ones as lists. */
  params: Record<string, string | string[]>;
  /** As received. */
  rawBody: string;
  /** Path token, where the route has one. */
  token?: string;
}

/** Reports that the provider sends. */
export interface DeliveryWebhook {
  /** The reports, or why the request is refused: `forged` (bad signature or token) or `malformed`. */
  readReports(request: WebhookRequest): { reports: DeliveryReport[] } | { refused: 'forged' | 'malformed' };
}

export interface AccountReport {
  /** In `currency`. */
  credit: number;
  /** ISO 4217. */
  currency: string;
  /** `master`, `child`, `trial`, ...: the provider's own word. */
  type?: string;
  expiresAt?: Date;
  /** Settings an operator should know of, such as the default line or a debug mode. */
  settings?: Record<string, string>;
}

export interface AccountInfo {
  /** Below this a warning is due, in the account's currency. */
  readonly minCredit?: number;
  /** @throws Error with an administrator's sentence */
  account(signal: AbortSignal): Promise<AccountReport>;
}

/** Finding out, by a call of its own, what a failure that can mean several things means. */
export interface FailureExplaining {
  /** The failure itself where there is nothing to find out. Never throws. */
  explain(failure: SendFailure, signal: AbortSignal): Promise<SendFailure>;
}

/** Finding out whether a send whose answer was lost went out. */
export interface Reconciling {
  /** Undefined: still not known. */
  reconcile(
    request: SmsRequest,
    method: SendMethod,
    since: Date,
    signal: AbortSignal,
  ): Promise<Accepted | 'not_sent' | undefined>;
}

/** Taking back a message that has not left yet. */
export interface Cancelling {
  /** Whether it was taken back. */
  cancel(providerMessageId: string, signal: AbortSignal): Promise<boolean>;
}

/** Being told that a code which it delivered was entered correctly. */
export interface VerificationFeedback {
  /** Whether it is to be told, as it is configured. */
  readonly wantsFeedback: boolean;
  reportVerified(providerMessageId: string, signal: AbortSignal): Promise<void>;
}

/** Codes that the provider makes and checks itself. */
export interface ManagedVerification {
  /** Whether codes are the provider's for these recipients. */
  readonly managesCodes: boolean;
  /**
   * Sends a code.
   * @param request.endFirst verifications of the recipient that must not go on: their codes are for something else
   */
  startVerification(
    request: Omit<SmsRequest, 'text' | 'otp'> & { locale: string; endFirst: string[] },
    signal: AbortSignal,
  ): Promise<SendOutcome>;
  checkCode(
    verification: { providerMessageId: string; recipient: string },
    code: string,
    signal: AbortSignal,
  ): Promise<'right' | 'wrong' | 'exhausted' | 'ended' | SendFailure>;
}

/** Asking whether the credentials work. */
export interface ConnectionTest {
  /** Undefined when they work, otherwise a sentence for the operator. */
  testConnection(signal: AbortSignal): Promise<string | undefined>;
}

/** Accounts that may send to the number of their owner only. */
export interface TestAccounts {
  /** Whether a raw code of the provider says so. */
  isTestAccountLimitation(rawCode: number): boolean;
}
