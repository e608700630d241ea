import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  BATCH_JOB_SIZE,
  countFailedCall,
  EarlyReportRepository,
  MessageAttemptRepository,
  MessageRunRepository,
  messagingConfig,
  OutboxService,
  traceCall,
  traceRun,
  type ClaimedMessage,
  type MessagingConfig,
} from '../../messaging/index.js';
import { observeProviderCall } from '../../metrics/index.js';
import { callKindOf } from '../breakers/breaker.policy.js';
import { BreakerService } from '../breakers/breaker.service.js';
import { canSendMany } from '../providers/provider-capabilities.js';
import type { BulkSending, SendOutcome, SmsProvider, SmsRequest } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { ProviderCallService } from './provider-call.service.js';
import { providersFor } from './sms-routes.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

type BulkProvider = SmsProvider & BulkSending;

/** One message of a call, with its outcome. */
interface Sent {
  message: ClaimedMessage;
  outcome: SendOutcome;
}

/**
 * Sends a share of a bulk send, in as few calls as the provider allows. Messages that such a call does not settle, and
 * messages whose provider takes one at a time, are queued as single messages.
 */
@Injectable()
export class BulkDispatchService {
  private readonly logger = new Logger('Sms');

  constructor(
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    private readonly messages: MessageRunRepository,
    private readonly attempts: MessageAttemptRepository,
    private readonly earlyReports: EarlyReportRepository,
    private readonly calls: ProviderCallService,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  async dispatchShare(batchId: string): Promise<void> {
    const claimed = await this.messages.claimShare(batchId, BATCH_JOB_SIZE, new Date(this.clock.now()));
    // They come from one request.
    const [first] = claimed;
    if (first) await traceRun(first, () => this.send(claimed));
  }

  private async send(claimed: ClaimedMessage[]): Promise<void> {
    const requests = new Map(claimed.map((message) => [message, this.calls.requestOf(message)]));
    const byProvider = new Map<BulkProvider | undefined, ClaimedMessage[]>();
    for (const [message, request] of requests) {
      const provider = await this.bulkProviderFor(request);
      byProvider.set(provider, [...(byProvider.get(provider) ?? []), message]);
    }
    for (const [provider, messages] of byProvider) {
      if (!provider) await this.queueSingly(messages, 'sent one at a time');
      else await this.sendInCalls(provider, messages, requests);
    }
  }

  private async bulkProviderFor(request: SmsRequest): Promise<BulkProvider | undefined> {
    const [name] = this.sms.enabled ? providersFor(request.country, this.sms) : [];
    if (!name) return undefined;
    const provider = this.providers.get(name);
    // Single messages probe a breaker that is half-open.
    if (!canSendMany(provider) || this.breakers.isOpen(callKindOf(name, 'plain', request))) return undefined;
    return provider;
  }

  private async sendInCalls(
    provider: BulkProvider,
    messages: ClaimedMessage[],
    requests: Map<ClaimedMessage, SmsRequest>,
  ): Promise<void> {
    for (let start = 0; start < messages.length; start += provider.bulkSize) {
      const share = messages.slice(start, start + provider.bulkSize);
      await this.sendInOneCall(
        provider,
        share,
        share.map((message) => requests.get(message)!),
      );
    }
  }

  private async sendInOneCall(
    provider: BulkProvider,
    messages: ClaimedMessage[],
    requests: SmsRequest[],
  ): Promise<void> {
    await this.attempts.startMany(
      messages.map(({ id }) => id),
      provider.name,
      'plain',
    );
    const startedAt = this.clock.now();
    const outcomes = await traceCall(
      { provider: provider.name, method: 'plain' },
      () => provider.sendMany(requests, AbortSignal.timeout(this.messaging.timeoutMs)),
      outcomeOfCall,
    );
    const latencyMs = this.clock.now() - startedAt;
    const sent = messages.map((message, index): Sent => ({ message, outcome: outcomes[index]! }));
    const now = new Date(startedAt + latencyMs);
    await this.attempts.finishMany(
      sent.map(({ message, outcome }) => ({ messageId: message.id, outcome })),
      latencyMs,
      now,
    );
    measure(provider.name, sent, latencyMs);
    await this.recordOutcome(provider.name, requests, outcomes);
    await this.settle(provider.name, sent, now);
    const accepted = outcomes.filter(({ outcome }) => outcome === 'accepted').length;
    this.logger.log({
      message: 'bulk share sent',
      provider: provider.name,
      accepted,
      of: messages.length,
      latency_ms: latencyMs,
    });
  }

  /** One call is one outcome, of which each country in it is informed. */
  private async recordOutcome(provider: string, requests: SmsRequest[], outcomes: SendOutcome[]): Promise<void> {
    const outcome = outcomes.find(isOfProvider);
    if (!outcome) return;
    const kinds = new Map(requests.map((request) => [request.country, callKindOf(provider, 'plain', request)]));
    for (const kind of kinds.values()) await this.breakers.record(kind, outcome);
  }

  private async settle(provider: string, sent: Sent[], now: Date): Promise<void> {
    const accepted = sent.flatMap(({ message: { id }, outcome }) =>
      outcome.outcome === 'accepted'
        ? [
            {
              id,
              providerMessageId: outcome.providerMessageId,
              cost: outcome.cost,
              currency: outcome.currency,
              segments: outcome.segments,
            },
          ]
        : [],
    );
    await this.messages.acceptMany(provider, 'plain', accepted, now);
    const ids = accepted.map(({ providerMessageId }) => providerMessageId);
    if (ids.length > 0) await this.earlyReports.applyTo(provider, ids, now);
    const unsettled = new Map<string, ClaimedMessage[]>();
    for (const { message, outcome } of sent) {
      if (outcome.outcome === 'accepted') continue;
      // Some providers refuse all messages of a call for a fault of one. Sent singly, only that one fails.
      const mayBeOthersFault = outcome.rawCode !== undefined && accepted.length === 0 && sent.length > 1;
      if (outcome.outcome === 'rejected' && !mayBeOthersFault)
        await this.messages.end(message.id, 'failed', outcome, now);
      else unsettled.set(outcome.meaning, [...(unsettled.get(outcome.meaning) ?? []), message]);
    }
    for (const [reason, messages] of unsettled) await this.queueSingly(messages, reason);
  }

  /** Queues each as a single message, which is retried, failed over and ended on its own. */
  private async queueSingly(messages: ClaimedMessage[], reason: string): Promise<void> {
    for (const { id, channel } of messages) {
      await this.messages.recordRetry(id, reason);
      this.outbox.enqueue(id, channel);
    }
  }
}

/** One call is one duration. */
function measure(provider: string, sent: Sent[], latencyMs: number): void {
  const call = { provider, method: 'plain' };
  for (const { message, outcome } of sent) countFailedCall({ ...call, channel: message.channel }, outcome);
  const outcome = outcomeOfCall(sent.map((one) => one.outcome));
  if (outcome) observeProviderCall({ ...call, outcome: outcome.outcome }, latencyMs);
}

/** That of an accepted message, if there is one. Undefined if no call was made. */
function outcomeOfCall(outcomes: SendOutcome[]): SendOutcome | undefined {
  return outcomes.find(({ outcome }) => outcome === 'accepted') ?? outcomes.find(isOfProvider);
}

function isOfProvider(outcome: SendOutcome): boolean {
  return outcome.outcome === 'accepted' || !outcome.refusedByRamz;
}
