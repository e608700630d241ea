import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { ErrorCode } from '../../common/error-codes.js';
import { parsePhoneNumber } from '../../common/phone-number.js';
import { isStoreUnavailable } from '../../common/store-errors.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { smsConfig, type SmsConfig } from './sms.config.js';
import {
  MessagePayloadCipher,
  MessageRepository,
  OutboxService,
  type MessagePayload,
  type NewMessage,
} from '../../messaging/index.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { SmsAvailabilityService, type MessageShape } from './sms-availability.service.js';
import { MessageOutcomeRepository, type MessageState } from '../../messaging/index.js';
import { providersFor } from './sms-routes.policy.js';

/** In characters; providers may take less. */
export const MAX_TEXT_LENGTH = 1600;
export const MAX_RECEPTORS = 10_000;

const HOUR = 3_600_000;
const TEXT_LIFETIME_MS = 24 * HOUR;
/** Codes of the caller's own are of no use later, and are what templates are for. */
const VERIFICATION_LIFETIME_MS = 10 * 60_000;
/** Numbers read, or texts encrypted, before other requests have their turn. */
const BULK_STRIDE = 250;
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;

interface SmsOptions {
  /** Sender line; where absent the configured one, then the provider's own default. */
  sender?: string;
  /** Who asked, for the record. */
  requestedBy?: string;
  /** Id of the message, or of the batch of a bulk send; a new one where absent. */
  id?: string;
}

export interface SimpleSms extends SmsOptions {
  /** In any form that `parsePhoneNumber` reads. */
  to: string;
  text: string;
}

export interface VerificationSms extends SmsOptions {
  to: string;
  /** As named at the provider; the template of its configuration where absent. */
  template?: string;
  tokens: [string, string?, string?];
  /** What is sent where the template cannot be used, or where the provider has none. */
  text?: string;
}

export interface BulkSms extends SmsOptions {
  to: string[];
  text: string;
}

export interface QueuedSms {
  messageId: string;
}

/** What became of one receptor of a bulk send, under the form it was given in. */
export type BulkResult =
  /** `duplicate`: it stands in the list before, and the message is that one's. */
  { receptor: string; messageId: string; duplicate?: true } | { receptor: string; code: ErrorCode; error: string };

export interface QueuedBulk {
  batchId: string;
  /** Messages, each to another number. */
  queued: number;
  /** In the order of the receptors. */
  results: BulkResult[];
}

export type SafeResult<T> = { ok: true; result: T } | { ok: false; code: ErrorCode; error: string };

/**
 * Sends texts that are no codes of Ramz. A message is stored and queued here, and sent by a worker; `waitForOutcome`
 * tells what came of it.
 */
@Injectable()
export class SmsQueueService {
  private readonly logger = new Logger('Sms');

  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    private readonly messages: MessageRepository,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly outcomes: MessageOutcomeRepository,
    private readonly availability: SmsAvailabilityService,
    private readonly providers: ProviderRegistry,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError validation_failed, phone_number_invalid, and what `SmsAvailability` throws */
  async sendSimple({ to, text, ...options }: SimpleSms): Promise<QueuedSms> {
    assertText(text);
    const { e164 } = this.readReceptor(to, { channel: 'sms', text });
    return this.queue('simple', e164, { text }, TEXT_LIFETIME_MS, options);
  }

  /** By a template of the provider. Throws as `sendSimple` does. */
  async sendVerification({ to, template, tokens, text, ...options }: VerificationSms): Promise<QueuedSms> {
    if (text !== undefined) assertText(text);
    if (tokens[1] === undefined && tokens[2] !== undefined) throw invalid('token2', 'token2 is missing before token3');
    const payload = {
      text: text ?? '',
      template: { name: template, tokens: tokens.filter((token) => token !== undefined) },
    };
    const shape = { channel: 'sms', ...payload } as const;
    const { e164, country } = this.readReceptor(to, shape);
    if (text === undefined && !this.hasTemplates(country, shape)) {
      throw invalid('message', 'message is required for this receptor: the provider of its country has no templates');
    }
    return this.queue('template', e164, payload, VERIFICATION_LIFETIME_MS, options);
  }

  /**
   * The same text to many. Receptors that cannot be sent to are told one by one, and the others sent to; a number that
   * is there twice is sent to once. Throws as `sendSimple` does, for receptors when there is none to send to.
   */
  async sendBulk({ to, text, id: batchId = uuidv7(), ...options }: BulkSms): Promise<QueuedBulk> {
    assertText(text);
    const { results, recipients } = await this.readReceptors(to, text);
    if (recipients.size === 0) throw noReceptor(results);
    const now = this.clock.now();
    const rows: NewMessage[] = [];
    for (const [recipient, messageId] of recipients) {
      if (rows.length % BULK_STRIDE === BULK_STRIDE - 1) await nextTurn();
      rows.push({ ...this.row('bulk', messageId, recipient, { text }, now + TEXT_LIFETIME_MS, options), batchId });
    }
    await this.messages.create(rows, new Date(now));
    await this.outbox.enqueueBatch(batchId, rows.length);
    return { batchId, queued: rows.length, results };
  }

  /**
   * For callers that go on whatever happens: `sms.sendSafely(() => sms.sendSimple(…))`. Never throws; what went wrong is
   * logged and returned.
   */
  async sendSafely<T>(send: () => Promise<T>): Promise<SafeResult<T>> {
    try {
      return { ok: true, result: await send() };
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError('internal', { cause: error });
      this.logger.error({ message: 'not queued', code: known.code, reason: known.detail, error: known.cause });
      return { ok: false, code: known.code, error: known.detail };
    }
  }

  /**
   * What became of a message, as soon as it has ended or a provider has taken it. Undefined when neither has happened
   * after `deadlineMs`, or before `signal` aborts.
   */
  async waitForOutcome(messageId: string, deadlineMs: number, signal?: AbortSignal): Promise<MessageState | undefined> {
    const end = this.clock.now() + deadlineMs;
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.3, LAST_POLL_MS)) {
      const state = await this.stateOf(messageId);
      if (state && state.status !== 'queued' && state.status !== 'sending') return state;
      const leftMs = end - this.clock.now();
      if (leftMs <= 0 || signal?.aborted) return undefined;
      // An abort ends the pause with an error, and after one more look the loop.
      await delay(Math.min(pauseMs, leftMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Whether the message of this id was queued, whatever became of it. */
  async wasQueued(messageId: string): Promise<boolean> {
    return (await this.outcomes.state(messageId)) !== undefined;
  }

  /** The results of a bulk send that was queued under this id earlier, for the same receptors. Undefined: it was not. */
  async bulkQueuedBefore(batchId: string, to: string[]): Promise<QueuedBulk | undefined> {
    const ids = await this.outcomes.idsOfBatch(batchId);
    if (ids.size === 0) return undefined;
    const { results } = await this.readReceptors(to, '', ids);
    return { batchId, queued: ids.size, results };
  }

  /** The message is stored, so a database that is away for a moment is no reason to answer that it failed. */
  private async stateOf(messageId: string): Promise<MessageState | undefined> {
    try {
      return await this.outcomes.state(messageId);
    } catch (error) {
      if (isStoreUnavailable(error)) return undefined;
      throw error;
    }
  }

  private async queue(
    kind: 'simple' | 'template',
    recipient: string,
    payload: MessagePayload,
    lifetimeMs: number,
    { id = uuidv7(), ...options }: SmsOptions,
  ): Promise<QueuedSms> {
    const now = this.clock.now();
    await this.messages.create([this.row(kind, id, recipient, payload, now + lifetimeMs, options)], new Date(now));
    await this.outbox.enqueue(id, 'sms');
    return { messageId: id };
  }

  private row(
    kind: NewMessage['kind'],
    id: string,
    recipient: string,
    payload: MessagePayload,
    expiresAt: number,
    { sender, requestedBy }: SmsOptions,
  ): NewMessage {
    return {
      id,
      kind,
      channel: 'sms',
      recipient,
      payload: this.payloads.seal(id, payload),
      sender,
      requestedBy,
      expiresAt: new Date(expiresAt),
    };
  }

  private async readReceptors(to: string[], text: string, known?: Map<string, string>) {
    const recipients = new Map<string, string>();
    const results: BulkResult[] = [];
    for (const receptor of to) {
      if (results.length % BULK_STRIDE === BULK_STRIDE - 1) await nextTurn();
      results.push(this.resultOf(receptor, text, recipients, known));
    }
    return { results, recipients };
  }

  /** Adds the number to `recipients`, where it is a new one. */
  private resultOf(
    receptor: string,
    text: string,
    recipients: Map<string, string>,
    known?: Map<string, string>,
  ): BulkResult {
    try {
      const { e164 } = this.readReceptor(receptor, { channel: 'sms', text });
      const earlier = recipients.get(e164);
      if (earlier) return { receptor, messageId: earlier, duplicate: true };
      const messageId = known?.get(e164) ?? uuidv7();
      recipients.set(e164, messageId);
      return { receptor, messageId };
    } catch (error) {
      if (error instanceof AppError) return { receptor, code: error.code, error: error.detail };
      throw error;
    }
  }

  private readReceptor(receptor: string, shape: MessageShape) {
    const parsed = parsePhoneNumber(receptor, { defaultCountry: this.installation.defaultCountry, channel: 'sms' });
    if (!parsed.ok) {
      const { sentence } = parsed;
      throw new AppError('phone_number_invalid', { detail: sentence, errors: { receptor: [sentence] } });
    }
    this.availability.assertSendable(parsed.country, shape);
    return parsed;
  }

  private hasTemplates(country: string, shape: MessageShape): boolean {
    if (this.sms.simulated) return true;
    const request = { ...shape, country, messageId: '', localId: 0n, recipient: '', validForSeconds: 1 };
    return providersFor(country, this.sms).some((name) => this.providers.get(name).methods(request).includes('lookup'));
  }
}

function assertText(text: string): void {
  if (text.trim() === '') throw invalid('message', 'message must not be empty');
  if (text.length > MAX_TEXT_LENGTH) {
    throw invalid('message', `message must have at most ${MAX_TEXT_LENGTH} characters`);
  }
}

/** The fault of all of them; of several, each is told. */
function noReceptor(results: BulkResult[]): AppError {
  const faults = results.flatMap((result) => ('error' in result ? [result] : []));
  const [code, ...others] = new Set(faults.map((fault) => fault.code));
  const sentences = [...new Set(faults.map((fault) => fault.error))];
  if (code && others.length === 0) return new AppError(code, { errors: { receptor: sentences } });
  return invalid('receptor', ...(sentences.length > 0 ? sentences : ['receptor must have at least one number']));
}

function invalid(member: string, ...sentences: string[]): AppError {
  return new AppError('validation_failed', { detail: sentences.join('; '), errors: { [member]: sentences } });
}
