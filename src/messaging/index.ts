export { DeliveryRepository, type Report, type ReportResult } from './delivery.repository.js';
export { MessagePayloadCipher, type MessagePayload } from './message-payload.js';
export { MessageRunService, type Run, type RunResult, type SendFailure } from './message-run.service.js';
export { MessageAttemptRepository, type PastAttempt } from './message-attempt.repository.js';
export { MessageRepository, type ClaimedMessage, type NewMessage } from './message.repository.js';
export { MessagingModule } from './messaging.module.js';
export { MessageOutcomeRepository, type MessageState } from './message-outcome.repository.js';
export {
  MESSAGE_KINDS,
  MESSAGE_STATUSES,
  MessageSearchRepository,
  OTP_PURPOSES,
  type MessageCursor,
  type MessageFilter,
  type MessageRow,
  type MessageWithAttempts,
} from './message-search.repository.js';
export { OutboxSweeperService } from './outbox-sweeper.service.js';
export { BATCH_JOB_SIZE, OutboxService, type SendJob } from './outbox.service.js';
export { SEND_WORKER_OPTIONS, SendProcessor } from './send.processor.js';
export { VerificationRepository } from './verification.repository.js';
export { chooseLocale } from './texts/locale.policy.js';
export type { Locale } from './texts/locale.registry.js';
export { renderChangeNotice } from './texts/change-notice.js';
export { renderOtpMail } from './texts/otp-mail.js';
export { renderOtpText } from './texts/otp-text.js';
export { segmentWarnings } from './texts/segments.js';
export { messagingConfig, type MessagingConfig } from './messaging.config.js';
