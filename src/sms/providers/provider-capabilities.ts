import type {
  AccountInfo,
  BulkSending,
  Cancelling,
  DeliveryPolling,
  DeliveryWebhook,
  FailureExplaining,
  ManagedVerification,
  Reconciling,
  SmsProvider,
  VerificationFeedback,
} from './provider.contract.js';

/** Asking whether the credentials work. */
export interface ConnectionTest {
  /** Undefined, or a sentence for the operator. */
  testConnection(signal: AbortSignal): Promise<string | undefined>;
}

/** Which optional contracts a provider implements: it has the method, or it cannot. */
const has =
  <T>(method: keyof T & string) =>
  (provider: SmsProvider): provider is SmsProvider & T =>
    method in provider;

export const canSendMany = has<BulkSending>('sendMany');
export const canPollDelivery = has<DeliveryPolling>('pollDelivery');
export const canReadReports = has<DeliveryWebhook>('readReports');
export const canTellAccount = has<AccountInfo>('account');
export const canReconcile = has<Reconciling>('reconcile');
export const canCancel = has<Cancelling>('cancel');
export const takesFeedback = has<VerificationFeedback>('reportVerified');
export const canManageCodes = has<ManagedVerification>('startVerification');
export const canTestConnection = has<ConnectionTest>('testConnection');
export const canExplain = has<FailureExplaining>('explain');
