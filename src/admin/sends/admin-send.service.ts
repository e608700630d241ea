import { Injectable } from '@nestjs/common';
import { ERROR_CODES, type ErrorCode } from '../../common/error-codes.js';
import {
  BulkQueueService,
  hasTestAccounts,
  ProviderRegistry,
  SendOutcomeService,
  SmsQueueService,
  type BulkResult,
  type QueuedBulk,
  type QueuedSms,
} from '../../sms/index.js';
import type { MessageState } from '../../messaging/index.js';
import type { BulkResultDto, SendSmsDto, SmsQueuedDto, SmsSentDto } from './send.dto.js';

/** An answer that can be kept for a repeated request: what went well, or the members of a problem. */
export type SendAnswer =
  | { status: 200; body: SmsSentDto }
  | { status: 202; body: SmsQueuedDto }
  | { status: number; problem: ErrorCode; members: Record<string, unknown> };

export interface SendCall {
  request: SendSmsDto;
  requestedBy: string;
  /** Id of the message or of the batch. */
  id?: string;
  /** An earlier run under this id has ended without an answer, and may have queued it. */
  resumed?: boolean;
  /** Ends the wait, and not the message. */
  signal?: AbortSignal;
}

/** However long the provider takes. */
const WAIT_MS = 30_000;

/** What `POST /api/v1/sms/send` does. */
@Injectable()
export class AdminSendService {
  constructor(
    private readonly sms: SmsQueueService,
    private readonly bulk: BulkQueueService,
    private readonly outcomes: SendOutcomeService,
    private readonly providers: ProviderRegistry,
  ) {}

  /** @throws AppError as `SmsQueueService` does, when nothing was queued */
  async send(call: SendCall): Promise<SendAnswer> {
    const { receptor, type, wait } = call.request;
    const receptors = [receptor].flat();
    if (type === 'bulk' || receptors.length > 1) return queuedBulk(await this.queueBulk(call, receptors));
    const { messageId } = await this.queueOne(call, receptors[0]!);
    if (!wait) return { status: 202, body: { success: true, message_ids: [messageId] } };
    const state = await this.outcomes.waitForOutcome(messageId, WAIT_MS, call.signal);
    return outcomeOf(messageId, state, this.isTestAccountLimitation(state));
  }

  private isTestAccountLimitation(state: MessageState | undefined): boolean {
    const provider = state?.provider && this.providers.find(state.provider);
    if (!provider || state.rawCode === null) return false;
    return hasTestAccounts(provider) && provider.isTestAccountLimitation(state.rawCode);
  }

  private async queueBulk({ request, id, resumed, requestedBy }: SendCall, to: string[]): Promise<QueuedBulk> {
    const earlier = id && resumed ? await this.bulk.queuedBefore(id, to) : undefined;
    return earlier ?? this.bulk.queueBulk({ to, text: request.message ?? '', sender: request.sender, id, requestedBy });
  }

  private async queueOne({ request, id, resumed, requestedBy }: SendCall, to: string): Promise<QueuedSms> {
    if (id && resumed && (await this.sms.wasQueued(id))) return { messageId: id };
    const { message, token = '', token2, token3, template, sender } = request;
    const options = { to, sender, id, requestedBy };
    if (request.type === 'verify') {
      return this.sms.queueTemplate({ ...options, template, tokens: [token, token2, token3], text: message });
    }
    return this.sms.queueSimple({ ...options, text: message ?? '' });
  }
}

function queuedBulk({ batchId, queued, results }: QueuedBulk): SendAnswer {
  return { status: 202, body: { success: true, batch_id: batchId, queued, results: results.map(bulkResult) } };
}

function bulkResult(result: BulkResult): BulkResultDto {
  if ('error' in result) return result;
  const { receptor, messageId, duplicate } = result;
  return { receptor, message_id: messageId, ...(duplicate && { duplicate }) };
}

/** What the caller is told of a message that was waited for. */
export function outcomeOf(messageId: string, state: MessageState | undefined, isTestAccount = false): SendAnswer {
  if (!state) return problem('sms_timeout', { message_id: messageId });
  const { status, provider, lastError, lastOutcome, rawCode } = state;
  if (status === 'accepted' || status === 'delivered') {
    return { status: 200, body: { success: true, message_id: messageId, provider: provider ?? '', status } };
  }
  const refused = status !== 'expired' && (lastOutcome === 'rejected' || lastOutcome === 'misconfigured');
  return problem(refused || status === 'cancelled' || status === 'undelivered' ? 'sms_rejected' : 'sms_unavailable', {
    message_id: messageId,
    error: lastError ?? WITHOUT_ERROR[status] ?? 'No provider took the message.',
    ...(provider !== null && { provider }),
    ...(rawCode !== null && { provider_code: rawCode }),
    ...(isTestAccount && { isTestAccountLimitation: true }),
  });
}

function problem(code: ErrorCode, members: Record<string, unknown>): SendAnswer {
  return { status: ERROR_CODES[code].status, problem: code, members };
}

const WITHOUT_ERROR: Partial<Record<MessageState['status'], string>> = {
  cancelled: 'The message was cancelled.',
  expired: 'The message expired before it was sent.',
  undelivered: 'The message was not delivered.',
};
