import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../common/clock.js';
import {
  countSegments,
  MessageOutcomeRepository,
  MessagePayloadCipher,
  MessageRepository,
  OutboxService,
  type MessagePayload,
} from '../../messaging/index.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { ReceptorService } from './receptor.service.js';
import type { MessageShape } from './sms-availability.service.js';
import { assertText, invalidField, messageRow, storePaid, TEXT_LIFETIME_MS, type SmsOptions } from './sms-message.js';
import { providersFor } from './sms-routes.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

/** Templates mostly carry codes of the caller, which are useless later. */
const TEMPLATE_LIFETIME_MS = 10 * 60_000;

export interface SimpleSms extends SmsOptions {
  /** In any form that `parsePhoneNumber` reads. */
  to: string;
  text: string;
}

export interface TemplateSms extends SmsOptions {
  to: string;
  /** Name of the template at the provider; the configured one by default. */
  template?: string;
  tokens: [string, string?, string?];
  /** Values that may contain spaces. */
  token10?: string;
  token20?: string;
  /** Sent where the template cannot be used, or where the provider has no templates. */
  text?: string;
}

export interface QueuedSms {
  messageId: string;
}

/** Stores and queues single texts that are not codes of Ramz. A worker sends them. */
@Injectable()
export class SmsQueueService {
  constructor(
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    private readonly messages: MessageRepository,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly outcomes: MessageOutcomeRepository,
    private readonly receptors: ReceptorService,
    private readonly providers: ProviderRegistry,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError validation_failed, and what `ReceptorService.read` and the guard throw */
  async queueSimple({ to, text, ...options }: SimpleSms): Promise<QueuedSms> {
    assertText(text);
    const receptor = this.receptors.read(to, { channel: 'sms', text });
    return this.queue('simple', receptor, { text }, TEXT_LIFETIME_MS, options);
  }

  /** Queues a message by a template of the provider. Throws as `queueSimple` does. */
  async queueTemplate({ to, template, tokens, token10, token20, text, ...options }: TemplateSms): Promise<QueuedSms> {
    if (text !== undefined) assertText(text);
    if (tokens[1] === undefined && tokens[2] !== undefined) {
      throw invalidField('token2', 'token2 is missing before token3');
    }
    const payload = {
      text: text ?? '',
      template: { name: template, tokens: tokens.filter((token) => token !== undefined), token10, token20 },
    };
    const shape = { channel: 'sms', ...payload } as const;
    const receptor = this.receptors.read(to, shape);
    if (text === undefined && !this.hasTemplates(receptor.country, shape)) {
      const sentence = 'message is required for this receptor: the provider of its country has no templates';
      throw invalidField('message', sentence);
    }
    return this.queue('template', receptor, payload, TEMPLATE_LIFETIME_MS, options);
  }

  /** Whether a message with this id was queued, whatever its outcome. */
  async wasQueued(messageId: string): Promise<boolean> {
    return (await this.outcomes.state(messageId)) !== undefined;
  }

  private async queue(
    kind: 'simple' | 'template',
    { e164: recipient, country }: { e164: string; country: string },
    payload: MessagePayload,
    lifetimeMs: number,
    { id = uuidv7(), guard, ...options }: SmsOptions,
  ): Promise<QueuedSms> {
    guard.assertNotBlocked(recipient, country);
    const now = this.clock.now();
    const { segments } = countSegments(payload.text);
    const message = { id, kind, recipient, country, segments, payload, expiresAt: new Date(now + lifetimeMs) };
    const rows = [messageRow(this.payloads, message, options)];
    await storePaid(guard, rows, () => this.messages.create(rows, new Date(now)));
    this.outbox.enqueue(id, 'sms');
    return { messageId: id };
  }

  private hasTemplates(country: string, shape: MessageShape): boolean {
    if (this.sms.simulated) return true;
    const request = { ...shape, country, messageId: '', localId: 0n, recipient: '', validForSeconds: 1 };
    return providersFor(country, this.sms).some((name) => this.providers.get(name).methods(request).includes('lookup'));
  }
}
