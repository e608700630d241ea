export { DeliveryRepository, type Report, type ReportResult } from './delivery.repository.js';
export { MessagePayloadCipher, type MessagePayload } from './message-payload.js';
export { MessagesRepository, type ClaimedMessage, type NewMessage, type PastAttempt } from './messages.repository.js';
export { MessagingModule } from './messaging.module.js';
export { OutboxSweeper } from './outbox-sweeper.service.js';
export { BATCH_JOB_SIZE, Outbox, type SendJob } from './outbox.service.js';
export { chooseLocale } from './texts/locale.policy.js';
export { renderOtpText } from './texts/otp-text.js';
export { segmentWarnings } from './texts/segments.js';
