export { AccountWatchService } from './accounts/account-watch.service.js';
export { ProviderAccountService, type AccountCheck } from './accounts/provider-account.service.js';
export { ProviderCreditRepository, type ProviderCredit } from './accounts/provider-credit.repository.js';
export { BreakerService } from './breakers/breaker.service.js';
export { DeliveryPollerService } from './delivery/delivery-poller.service.js';
export { DeliveryReportService, type ReportCounts } from './delivery/delivery-report.service.js';
export type { ProviderDescriptor } from './providers/define-provider.js';
export { EXAMPLE_PROVIDER, PROVIDERS } from './providers/index.js';
export {
  canCancel,
  canDiagnose,
  canExplain,
  canManageCodes,
  canPollDelivery,
  canReadReports,
  canReportAccount,
  canSendMany,
  canTestConnection,
  canWarn,
  hasTestAccounts,
} from './providers/provider-capabilities.js';
export { methodsOf } from './providers/provider-methods.js';
export { ProviderHttp, type ObservedCall } from './providers/provider-http.js';
export type {
  AccountReport,
  DeliveryReport,
  SendMethod,
  SendOutcome,
  SmsProvider,
  SmsRequest,
} from './providers/provider.contract.js';
export { ProviderRegistry } from './providers/provider-registry.js';
export { BulkQueueService, MAX_RECEPTORS, type BulkResult, type QueuedBulk } from './sending/bulk-queue.service.js';
export type { SendGuard } from './sending/send-guard.contract.js';
export { ManagedCodeService } from './sending/managed-code.service.js';
export { SendOutcomeService } from './sending/send-outcome.service.js';
export { SmsAvailabilityService } from './sending/sms-availability.service.js';
export { MAX_TEXT_LENGTH } from './sending/sms-message.js';
export { SmsQueueService, type QueuedSms, type TemplateSms } from './sending/sms-queue.service.js';
export { providersFor, routeWarnings } from './sending/sms-routes.policy.js';
export { smsConfig, type SmsConfig } from './sending/sms.config.js';
export { SmsModule } from './sms.module.js';
export { SmsWebhookModule } from './sms-webhook.module.js';
export { SmsWorkerModule } from './sms-worker.module.js';
