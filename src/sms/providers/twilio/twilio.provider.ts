import type { ProviderHttp } from '../provider-http.js';
import type {
  AccountInfo,
  Cancelling,
  ConfigurationWarnings,
  ConnectionTest,
  DeliveryWebhook,
  ManagedVerification,
  Reconciling,
  SelfDiagnosis,
  SendMethod,
  SendOutcome,
  SmsProvider,
  SmsRequest,
  VerificationFeedback,
  WebhookRequest,
} from '../provider.contract.js';
import { refusedByRamz } from '../send-failures.js';
import { TwilioAccount } from './twilio.account.js';
import { TwilioClient } from './twilio.client.js';
import { TwilioDiagnosis } from './twilio.diagnosis.js';
import { TwilioMessages } from './twilio.messages.js';
import type { TwilioOptions } from './twilio.options.js';
import { TwilioVerify } from './twilio.verify.js';
import { readStatusCallback } from './twilio.webhook.js';

type Extras = AccountInfo & Cancelling & ConfigurationWarnings & ConnectionTest & DeliveryWebhook & Reconciling;
type Verifying = ManagedVerification & VerificationFeedback & SelfDiagnosis;

const NO_SERVICE = refusedByRamz('Twilio Verify', 'it needs TWILIO_VERIFY_SERVICE_SID');

const NO_SIGNING_TOKEN =
  'Delivery reports of Twilio are refused, because they are signed with the auth token and only an API key is set. ' +
  'Set TWILIO_AUTH_TOKEN too.';
const NO_SENDER =
  'Twilio Verify manages the codes of sign-ins only, and Twilio has no sender for other codes and texts. ' +
  'Set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID, or TWILIO_VERIFY_MODE=custom_code.';

/** Twilio Messaging and Verify by their REST interfaces. */
export class TwilioProvider implements SmsProvider, Extras, Verifying {
  readonly name = 'twilio';
  readonly managesCodes: boolean;
  readonly wantsFeedback: boolean;
  private readonly messages: TwilioMessages;
  private readonly accounts: TwilioAccount;
  private readonly diagnosis: TwilioDiagnosis;
  private readonly verify?: TwilioVerify;
  private readonly signingToken?: string;

  constructor(
    private readonly options: TwilioOptions,
    http: ProviderHttp,
  ) {
    const { accountSid, username, password, authToken, verifyServiceSid } = options;
    const client = new TwilioClient(options.baseUrl, 'TWILIO_BASE_URL', options, http);
    const verifyClient = new TwilioClient(options.verifyBaseUrl, 'TWILIO_VERIFY_BASE_URL', options, http);
    this.messages = new TwilioMessages(options, client);
    this.accounts = new TwilioAccount(options, client);
    this.diagnosis = new TwilioDiagnosis(options, client, verifyClient);
    if (verifyServiceSid) this.verify = new TwilioVerify(verifyServiceSid, verifyClient);
    this.wantsFeedback = this.verify !== undefined;
    this.managesCodes = this.verify !== undefined && options.verifyMode === 'managed';
    this.signingToken = authToken ?? (username === accountSid ? password : undefined);
  }

  /** Only Verify can make calls, and only for codes. */
  methods({ channel, otp }: SmsRequest): SendMethod[] {
    const byVerify: SendMethod[] = this.verify && !this.managesCodes && otp ? ['verify'] : [];
    if (channel === 'call') return byVerify;
    return this.managesCodes && !this.hasSender ? byVerify : [...byVerify, 'plain'];
  }

  async send(request: SmsRequest, method: SendMethod, signal: AbortSignal): Promise<SendOutcome> {
    if (method !== 'verify') return this.messages.send(request, signal);
    return this.verify && request.otp ? this.verify.start(request, request.otp, signal) : NO_SERVICE;
  }

  async startVerification(
    { locale, ...request }: Parameters<ManagedVerification['startVerification']>[0],
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    if (!this.verify) return NO_SERVICE;
    return this.verify.start(request, { locale }, signal);
  }

  async checkCode(verification: { providerMessageId: string }, code: string, signal: AbortSignal) {
    return this.verify?.check(verification.providerMessageId, code, signal) ?? NO_SERVICE;
  }

  /** Texts by Messaging need no feedback. */
  async reportVerified(providerMessageId: string, signal: AbortSignal): Promise<void> {
    if (isVerification(providerMessageId)) await this.verify?.approve(providerMessageId, signal);
  }

  /** A verification cannot be found without its SID. */
  async reconcile(request: SmsRequest, method: SendMethod, since: Date, signal: AbortSignal) {
    return method === 'plain' ? this.messages.find(request, since, signal) : undefined;
  }

  async cancel(providerMessageId: string, signal: AbortSignal): Promise<boolean> {
    return !isVerification(providerMessageId) && this.messages.cancel(providerMessageId, signal);
  }

  account(signal: AbortSignal) {
    return this.accounts.report(signal);
  }

  readReports(request: WebhookRequest) {
    return readStatusCallback(request, this.signingToken);
  }

  testConnection(signal: AbortSignal): Promise<string | undefined> {
    return this.accounts.test(signal);
  }

  diagnose(signal: AbortSignal) {
    return this.diagnosis.run(signal);
  }

  warnings(): string[] {
    const isUnsigned = this.options.statusCallbackUrl !== undefined && this.signingToken === undefined;
    return [...(isUnsigned ? [NO_SIGNING_TOKEN] : []), ...(this.managesCodes && !this.hasSender ? [NO_SENDER] : [])];
  }

  private get hasSender(): boolean {
    return this.options.from.length > 0 || this.options.messagingServiceSid !== undefined;
  }
}

function isVerification(providerMessageId: string): boolean {
  return providerMessageId.startsWith('VE');
}
