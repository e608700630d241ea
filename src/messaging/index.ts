export type { FinishedCall } from './accepted-message.js';
export { AttemptRecorderService, countFailedCall, type RecordedCall } from './attempt-recorder.service.js';
export { ConversionRepository, type Conversion } from './conversion.repository.js';
export { DeliveryRepository, type Report, type ReportResult } from './delivery.repository.js';
export { EarlyReportRepository } from './early-report.repository.js';
export { MessageAttemptRepository, type PastAttempt } from './message-attempt.repository.js';
export { MessageOutcomeRepository, type MessageState } from './message-outcome.repository.js';
export { MessagePayloadCipher, type MessagePayload } from './message-payload.cipher.js';
export { MessageRetentionRepository } from './message-retention.repository.js';
export { MessageRunRepository } from './message-run.repository.js';
export { MessageRunService, type MessageRun, type RunResult } from './message-run.service.js';
export type { ClaimedMessage } from './message-run.sql.js';
export {
  MESSAGE_KINDS,
  MessageSearchRepository,
  OTP_PURPOSES,
  type MessageCursor,
  type MessageFilter,
  type MessageRow,
  type MessageWithAttempts,
} from './message-search.repository.js';
export {
  MessageStatisticsRepository,
  type Backlog,
  type ErrorKind,
  type FailingMethod,
  type OldestQueued,
  type UnfinishedMessages,
} from './message-statistics.repository.js';
export { MESSAGE_STATUSES } from './message-status.policy.js';
export { MessageRepository, type NewMessage } from './message.repository.js';
export {
  hasUnfinishedMessageSql,
  insertMessagesSql,
  isRecipientAtFaultSql,
  messageOfCodeSql,
  messageStatusSql,
  otpTokensSentToSql,
  wentByEmailSql,
} from './message.sql.js';
export { traceCall, traceRun } from './message-trace.js';
export { messagingConfig, type MessagingConfig } from './messaging.config.js';
export { MessagingModule } from './messaging.module.js';
export { isSameChainSql, lockOrderSql, supersededSql } from './otp-chain.sql.js';
export { OutboxRepository } from './outbox.repository.js';
export { OutboxSweeperService } from './outbox-sweeper.service.js';
export { BATCH_JOB_SIZE, OutboxService, type OtherJob } from './outbox.service.js';
export { RouteReasonRepository } from './route-reason.repository.js';
export { SimulatedMessageRepository, type KeptMessage, type SimulatedMessage } from './simulated-message.repository.js';
export { SEND_WORKER_OPTIONS, SendProcessor } from './send.processor.js';
export { renderChangeNotice } from './texts/change-notice.js';
export { chooseLocale } from './texts/locale.policy.js';
export { LOCALE_NAMES, type Locale } from './texts/locale.registry.js';
export { renderOtpMail } from './texts/otp-mail.js';
export { renderOtpText } from './texts/otp-text.js';
export { countSegments, segmentWarnings } from './texts/segments.js';
export { VerificationRepository } from './verification.repository.js';
