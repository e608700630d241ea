import { ERROR_CODES, type ErrorCode } from '../../common/error-codes.js';
import type { MessageState } from '../../messaging/index.js';
import type { SmsQueuedDto, SmsSentDto } from './send.dto.js';

/** An answer that can be stored for a repeated request: a body, or the code and fields of a problem document. */
export type SendAnswer =
  | { status: 200; body: SmsSentDto }
  | { status: 202; body: SmsQueuedDto }
  | { status: number; problem: ErrorCode; members: Record<string, unknown> };

const WITHOUT_ERROR: Partial<Record<MessageState['status'], string>> = {
  cancelled: 'The message was cancelled.',
  expired: 'The message expired before it was sent.',
  undelivered: 'The message was not delivered.',
};

/** How many messages were queued. */
export function messagesOf(answer: SendAnswer): number {
  return 'body' in answer && 'queued' in answer.body ? (answer.body.queued ?? 1) : 1;
}

/**
 * The answer to a caller that has waited for a message.
 * @param state undefined if the message has not ended in time
 */
export function outcomeOf(messageId: string, state: MessageState | undefined, isTestAccount = false): SendAnswer {
  if (!state) return problem('sms_timeout', { message_id: messageId });
  const { status, provider, lastError, lastOutcome, rawCode } = state;
  if (status === 'accepted' || status === 'delivered') {
    return { status: 200, body: { success: true, message_id: messageId, provider: provider ?? '', status } };
  }
  const refused = status !== 'expired' && (lastOutcome === 'rejected' || lastOutcome === 'misconfigured');
  return problem(refused || status === 'cancelled' || status === 'undelivered' ? 'sms_rejected' : 'sms_unavailable', {
    message_id: messageId,
    error: lastError ?? WITHOUT_ERROR[status] ?? 'No provider accepted the message.',
    ...(provider !== null && { provider }),
    ...(rawCode !== null && { provider_code: rawCode }),
    ...(isTestAccount && { isTestAccountLimitation: true }),
  });
}

function problem(code: ErrorCode, members: Record<string, unknown>): SendAnswer {
  return { status: ERROR_CODES[code].status, problem: code, members };
}
