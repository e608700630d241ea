import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import { OutboxService } from '../../messaging/index.js';
import { canCancel } from '../../sms/index.js';
import type { SmsProvider } from '../../sms/index.js';
import { ProviderRegistry } from '../../sms/index.js';
import {
  DeliveryRepository,
  MessageRunService,
  MessageSearchRepository,
  type MessageWithAttempts,
} from '../../messaging/index.js';

/** Longer than it takes, and less than a person waits. */
const CANCEL_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** What administrators do with a message that is there. */
@Injectable()
export class AdminMessageService {
  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly messages: MessageSearchRepository,
    private readonly outbox: OutboxService,
    private readonly runs: MessageRunService,
    private readonly deliveries: DeliveryRepository,
    private readonly providers: ProviderRegistry,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not_found */
  async get(id: string): Promise<MessageWithAttempts> {
    const message = await this.messages.find(id);
    if (!message) throw new AppError('not_found', { detail: 'There is no message with this id.' });
    return message;
  }

  /**
   * Ends a queued message, or takes an accepted one back from a provider that can. A code that no provider has gives its
   * tokens back.
   * @throws AppError not_found, message_not_cancellable
   */
  async cancel(id: string): Promise<MessageWithAttempts> {
    const isCancelled = await this.runs.cancel(id);
    const message = await this.get(id);
    if (isCancelled) return message;
    if (message.status !== 'accepted') throw notCancellable(message);
    const timeoutMs = Math.min(this.config.timeoutMs, CANCEL_TIMEOUT_MS);
    const provider = message.provider === null ? undefined : this.providers.find(message.provider);
    const isTakenBack = await takeBack(provider, message.providerMessageId, AbortSignal.timeout(timeoutMs));
    if (!isTakenBack) throw notCancellable(message);
    await this.deliveries.recordTakenBack(id, new Date(this.clock.now()));
    return this.get(id);
  }

  /**
   * Gives the queue a message that waits, in case it has lost it; one that it has is left as it is.
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
}

/** Whether a message that a provider took was taken back. */
export async function takeBack(
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
      ? 'It is being sent. Try again in a moment.'
      : status === 'accepted'
        ? `The provider ${provider ?? ''} has it and does not take it back.`.replace('  ', ' ')
        : `It has ended: ${status}.`;
  return new AppError('message_not_cancellable', { detail: `The message cannot be cancelled any more. ${reason}` });
}

function notRetryable({ status }: MessageWithAttempts): AppError {
  const reason =
    status === 'sending'
      ? 'It is being sent, and is tried again by itself.'
      : `It has ended (${status}), and its text is wiped. Send it anew.`;
  return new AppError('message_not_retryable', { detail: `The message cannot be retried. ${reason}` });
}
