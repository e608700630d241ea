import type {
  AccountInfo,
  BulkSending,
  Cancelling,
  DeliveryPolling,
  DeliveryWebhook,
  ManagedVerification,
  Reconciling,
  SmsProvider,
  VerificationFeedback,
} from './provider.contract.js';

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
