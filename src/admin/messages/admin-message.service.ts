import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import {
  DeliveryRepository,
  MessageRunService,
  messagingConfig,
  MessageSearchRepository,
  OutboxService,
  type MessageFilter,
  type MessageRow,
  type MessageWithAttempts,
  type MessagingConfig,
} from '../../messaging/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';
import { readCursor } from './message-cursor.js';
import type { ListMessagesDto } from './message.dto.js';
import { canCancel, ProviderRegistry, type SmsProvider } from '../../sms/index.js';

export const NO_MESSAGE = 'There is no message with this id.';

/** An administrator waits for this call to a provider. */
const CANCEL_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** Messages of every channel, for administrators. */
@Injectable()
export class AdminMessageService {
  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly messages: MessageSearchRepository,
    private readonly outbox: OutboxService,
    private readonly runs: MessageRunService,
    private readonly deliveries: DeliveryRepository,
    private readonly providers: ProviderRegistry,
    private readonly recipients: AdminRecipient,
    private readonly clock: Clock,
  ) {}

  /** Messages without texts, the newest first. @throws AppError validation_failed, phone_number_invalid, email_invalid */
  async page(query: ListMessagesDto): Promise<{ rows: MessageRow[]; hasMore: boolean }> {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    if (query.cursor !== undefined && !after)
      throw invalid('cursor', 'cursor must be the next_cursor of the page before');
    // One more than requested shows whether there is another page.
    const rows = await this.messages.list(this.filterOf(query), after, query.limit + 1);
    return { rows: rows.slice(0, query.limit), hasMore: rows.length > query.limit };
  }

  /** @throws AppError not_found */
  async get(id: string): Promise<MessageWithAttempts> {
    const message = await this.messages.find(id);
    if (!message) throw new AppError('not_found', { detail: NO_MESSAGE });
    return message;
  }

  /**
   * Ends a queued message, or recalls an accepted one from a provider that supports it. A code that no provider has got is
   * given back to the limits of its recipient.
   * @throws AppError not_found, message_not_cancellable
   */
  async cancel(id: string): Promise<MessageWithAttempts> {
    const isCancelled = await this.runs.cancel(id);
    const message = await this.get(id);
    if (isCancelled) return message;
    if (message.status !== 'accepted') throw notCancellable(message);
    const timeoutMs = Math.min(this.config.timeoutMs, CANCEL_TIMEOUT_MS);
    const provider = message.provider === null ? undefined : this.providers.find(message.provider);
    const isRecalled = await recall(provider, message.providerMessageId, AbortSignal.timeout(timeoutMs));
    if (!isRecalled) throw notCancellable(message);
    await this.deliveries.recordTakenBack(id, new Date(this.clock.now()));
    return this.get(id);
  }

  /**
   * Adds a queued message to the queue, in case the queue has lost it. Does nothing if the queue still has it.
   * @throws AppError not_found, message_not_retryable, service_unavailable
   */
  async retry(id: string): Promise<MessageWithAttempts> {
    const message = await this.get(id);
    if (message.status !== 'queued') throw notRetryable(message);
    try {
      await this.outbox.add(id, message.channel);
    } catch (cause) {
      throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
    }
    return message;
  }

  private filterOf({ status, provider, kind, batch_id, from, to, ...recipient }: ListMessagesDto): MessageFilter {
    return {
      recipient: this.recipientOf(recipient),
      status,
      provider,
      kind,
      batchId: batch_id,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
  }

  private recipientOf({ phone, phone_number }: Pick<ListMessagesDto, 'phone' | 'phone_number'>): string | undefined {
    if (phone !== undefined && phone_number !== undefined) {
      throw invalid('phone_number', 'send phone or phone_number, not both');
    }
    if (phone !== undefined) return this.recipients.read(phone, 'phone');
    return phone_number === undefined ? undefined : this.recipients.read(phone_number, 'phone_number');
  }
}

function invalid(parameter: string, sentence: string): AppError {
  return new AppError('validation_failed', { detail: sentence, errors: { [parameter]: [sentence] } });
}

/** Asks the provider to cancel a message that it has accepted. False if it does not. */
async function recall(
  provider: SmsProvider | undefined,
  providerMessageId: string | null,
  signal: AbortSignal,
): Promise<boolean> {
  if (!provider || providerMessageId === null || !canCancel(provider)) return false;
  return provider.cancel(providerMessageId, signal);
}

function notCancellable({ status, provider }: MessageWithAttempts): AppError {
  const reason =
    status === 'sending'
      ? 'It is being sent. Please try again in a moment.'
      : status === 'accepted'
        ? `The provider ${provider ?? ''} has accepted it and does not cancel it.`.replace('  ', ' ')
        : `Its status is ${status}.`;
  return new AppError('message_not_cancellable', { detail: `The message cannot be cancelled any more. ${reason}` });
}

function notRetryable({ status }: MessageWithAttempts): AppError {
  const reason =
    status === 'sending'
      ? 'It is being sent, and is retried automatically.'
      : `Its status is ${status}, and its text is wiped. Please send a new message.`;
  return new AppError('message_not_retryable', { detail: `The message cannot be retried. ${reason}` });
}
