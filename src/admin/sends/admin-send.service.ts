import { Injectable } from '@nestjs/common';
import { SendGuardService } from '../../fraud/index.js';
import type { MessageState } from '../../messaging/index.js';
import {
  BulkQueueService,
  hasTestAccounts,
  ProviderRegistry,
  SendOutcomeService,
  SmsQueueService,
  type QueuedBulk,
  type QueuedSms,
  type SendGuard,
  type TemplateSms,
} from '../../sms/index.js';
import type { SendSmsDto } from './send.dto.js';
import { toSmsQueuedDto } from './send.mapper.js';
import { outcomeOf, type SendAnswer } from './send-outcome.policy.js';

export interface SendCall {
  request: SendSmsDto;
  requestedBy: string;
  /** Id of the message or of the batch. */
  id?: string;
  /** Whether an earlier run with this id has ended without an answer, and may have queued it. */
  resumed?: boolean;
  /** Ends the wait. The message is sent all the same. */
  signal?: AbortSignal;
}

/** The longest wait for the outcome of a message. */
const WAIT_MS = 30_000;

/** Carries out `POST /api/v1/sms/send`. */
@Injectable()
export class AdminSendService {
  constructor(
    private readonly sms: SmsQueueService,
    private readonly bulk: BulkQueueService,
    private readonly outcomes: SendOutcomeService,
    private readonly providers: ProviderRegistry,
    private readonly guard: SendGuardService,
  ) {}

  /** @throws AppError as `SmsQueueService` does, if nothing was queued */
  async send(call: SendCall): Promise<SendAnswer> {
    const { receptor, type, wait } = call.request;
    const receptors = [receptor].flat();
    if (type === 'bulk' || receptors.length > 1) {
      const queued = await this.guard.watch(call.requestedBy, (guard) => this.queueBulk(call, receptors, guard));
      return { status: 202, body: toSmsQueuedDto(queued) };
    }
    const { messageId } = await this.guard.watch(call.requestedBy, (guard) =>
      this.queueOne(call, receptors[0]!, guard),
    );
    if (!wait) return { status: 202, body: { success: true, message_ids: [messageId] } };
    const state = await this.outcomes.waitForOutcome(messageId, WAIT_MS, call.signal);
    return outcomeOf(messageId, state, this.isTestAccountLimitation(state));
  }

  private isTestAccountLimitation(state: MessageState | undefined): boolean {
    const provider = state?.provider && this.providers.find(state.provider);
    if (!provider || state.rawCode === null) return false;
    return hasTestAccounts(provider) && provider.isTestAccountLimitation(state.rawCode);
  }

  private async queueBulk(
    { request, id, resumed, requestedBy }: SendCall,
    to: string[],
    guard: SendGuard,
  ): Promise<QueuedBulk> {
    const earlier = id && resumed ? await this.bulk.queuedBefore(id, to, guard) : undefined;
    if (earlier) return earlier;
    const { message: text = '', sender } = request;
    return this.bulk.queueBulk({ to, text, sender, id, requestedBy, guard });
  }

  private async queueOne(
    { request, id, resumed, requestedBy }: SendCall,
    to: string,
    guard: SendGuard,
  ): Promise<QueuedSms> {
    if (id && resumed && (await this.sms.wasQueued(id))) return { messageId: id };
    const { message, token = '', token2, token3, token10, token20, template, sender } = request;
    const options = { to, sender, id, requestedBy, guard };
    if (request.type === 'verify') {
      const tokens: TemplateSms['tokens'] = [token, token2, token3];
      return this.sms.queueTemplate({ ...options, template, tokens, token10, token20, text: message });
    }
    return this.sms.queueSimple({ ...options, text: message ?? '' });
  }
}
