import type {
  AccountInfo,
  BulkSending,
  Cancelling,
  ConfigurationWarnings,
  ConnectionTest,
  DeliveryPolling,
  DeliveryWebhook,
  FailureExplaining,
  ManagedVerification,
  Reconciling,
  RefusingRepeats,
  SelfDiagnosis,
  SendMethod,
  SmsProvider,
  TestAccounts,
  VerificationFeedback,
} from './provider.contract.js';

/** Each one is an optional contract, except `templates`, which is the method `lookup`. */
export const PROVIDER_CAPABILITIES = [
  'templates',
  'bulk',
  'polling',
  'webhook',
  'account',
  'reconciliation',
  'cancelling',
  'feedback',
  'managed verification',
  'diagnosis',
] as const;
export type ProviderCapability = (typeof PROVIDER_CAPABILITIES)[number];

const has =
  <T>(method: keyof T & string) =>
  (provider: SmsProvider): provider is SmsProvider & T =>
    method in provider;

export const canSendMany = has<BulkSending>('sendMany');
export const canPollDelivery = has<DeliveryPolling>('pollDelivery');
export const canReadReports = has<DeliveryWebhook>('readReports');
export const canReportAccount = has<AccountInfo>('account');
export const canReconcile = has<Reconciling>('reconcile');
export const canCancel = has<Cancelling>('cancel');
export const takesFeedback = has<VerificationFeedback>('reportVerified');
export const canManageCodes = has<ManagedVerification>('startVerification');
export const canTestConnection = has<ConnectionTest>('testConnection');
export const canExplain = has<FailureExplaining>('explain');
export const hasTestAccounts = has<TestAccounts>('isTestAccountLimitation');
export const canDiagnose = has<SelfDiagnosis>('diagnose');
export const canWarn = has<ConfigurationWarnings>('warnings');
const canRefuseRepeats = has<RefusingRepeats>('refusesRepeats');

export function refusesRepeats(provider: SmsProvider, method: SendMethod): boolean {
  return canRefuseRepeats(provider) && provider.refusesRepeats(method);
}

/** The capabilities that a provider implements, without `templates`. */
export function implementedCapabilities(provider: SmsProvider): ProviderCapability[] {
  const checks: [ProviderCapability, (provider: SmsProvider) => boolean][] = [
    ['bulk', canSendMany],
    ['polling', canPollDelivery],
    ['webhook', canReadReports],
    ['account', canReportAccount],
    ['reconciliation', canReconcile],
    ['cancelling', canCancel],
    ['feedback', takesFeedback],
    ['managed verification', canManageCodes],
    ['diagnosis', canDiagnose],
  ];
  return checks.filter(([, implementsIt]) => implementsIt(provider)).map(([capability]) => capability);
}
