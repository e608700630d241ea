import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { ErrorCode } from '../../common/error-codes.js';
import { WorkSlice } from '../../common/work-slice.js';
import {
  countSegments,
  MessageOutcomeRepository,
  MessagePayloadCipher,
  MessageRepository,
  OutboxService,
  type NewMessage,
} from '../../messaging/index.js';
import { ReceptorService, type ReceptorReader } from './receptor.service.js';
import type { SendGuard } from './send-guard.contract.js';
import { assertText, invalidField, messageRow, storePaid, TEXT_LIFETIME_MS, type SmsOptions } from './sms-message.js';

export const MAX_RECEPTORS = 10_000;

export interface BulkSms extends SmsOptions {
  to: string[];
  text: string;
}

/** The result for one receptor, under the form it was given in. `duplicate`: the message is that of an earlier receptor. */
export type BulkResult =
  | { receptor: string; messageId: string; duplicate?: true }
  | { receptor: string; code: ErrorCode; error: string };

export interface QueuedBulk {
  batchId: string;
  /** Number of messages, each to another number. */
  queued: number;
  /** In the order of the receptors. */
  results: BulkResult[];
}

/** By number: the id of its message, and its country. */
type Recipients = Map<string, { id: string; country: string }>;

interface Reading {
  read: ReceptorReader;
  recipients: Recipients;
  guard: SendGuard;
  /** Ids of messages that exist already, by number. */
  knownIds?: Map<string, string>;
}

/** Stores and queues the same text to many receptors. Workers send it. */
@Injectable()
export class BulkQueueService {
  constructor(
    private readonly messages: MessageRepository,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly outcomes: MessageOutcomeRepository,
    private readonly receptors: ReceptorService,
    private readonly clock: Clock,
  ) {}

  /**
   * Queues one message per number, however often the number is listed. Receptors that cannot be sent to are reported in
   * the results, and do not stop the others. Limits of money allow the whole send or none of it.
   * @throws AppError validation_failed, what `ReceptorService.read` throws where no receptor can be sent to, and what the
   * guard throws
   */
  async queueBulk({ to, text, id: batchId = uuidv7(), guard, ...options }: BulkSms): Promise<QueuedBulk> {
    assertText(text);
    const { results, recipients } = await this.readReceptors(to, text, guard);
    if (recipients.size === 0) throw noReceptor(results);
    const now = this.clock.now();
    const expiresAt = new Date(now + TEXT_LIFETIME_MS);
    const { segments } = countSegments(text);
    const rows: NewMessage[] = [];
    const slice = new WorkSlice();
    for (const [recipient, { id, country }] of recipients) {
      if (slice.isOver) await slice.next();
      const message = { id, kind: 'bulk', recipient, country, segments, payload: { text }, expiresAt } as const;
      rows.push({ ...messageRow(this.payloads, message, options), batchId });
    }
    await storePaid(guard, rows, () => this.messages.create(rows, new Date(now)));
    await this.outbox.enqueueBatch(batchId, rows.length);
    return { batchId, queued: rows.length, results };
  }

  /** The results of an earlier bulk send with this id, for the same receptors. Undefined if there was none. */
  async queuedBefore(batchId: string, to: string[], guard: SendGuard): Promise<QueuedBulk | undefined> {
    const ids = await this.outcomes.idsOfBatch(batchId);
    if (ids.size === 0) return undefined;
    const { results } = await this.readReceptors(to, '', guard, ids);
    return { batchId, queued: ids.size, results };
  }

  /** @param knownIds ids of messages that exist already, by number */
  private async readReceptors(to: string[], text: string, guard: SendGuard, knownIds?: Map<string, string>) {
    const recipients: Recipients = new Map();
    const results: BulkResult[] = [];
    const read = this.receptors.reader({ channel: 'sms', text });
    const slice = new WorkSlice();
    for (const receptor of to) {
      if (slice.isOver) await slice.next();
      results.push(readReceptor(receptor, { read, recipients, guard, knownIds }));
    }
    return { results, recipients };
  }
}

/** Adds a new number to `recipients`. */
function readReceptor(receptor: string, { read, recipients, guard, knownIds }: Reading): BulkResult {
  try {
    const { e164, country } = read(receptor);
    const earlier = recipients.get(e164);
    if (earlier) return { receptor, messageId: earlier.id, duplicate: true };
    const knownId = knownIds?.get(e164);
    if (knownId === undefined) guard.assertNotBlocked(e164, country);
    const messageId = knownId ?? uuidv7();
    recipients.set(e164, { id: messageId, country });
    return { receptor, messageId };
  } catch (error) {
    if (error instanceof AppError) return { receptor, code: error.code, error: error.detail };
    throw error;
  }
}

/** The error that all receptors have in common, or one that lists each error once. */
function noReceptor(results: BulkResult[]): AppError {
  const errors = results.flatMap((result) => ('error' in result ? [result] : []));
  const [code, ...otherCodes] = new Set(errors.map((error) => error.code));
  const sentences = [...new Set(errors.map(({ error }) => error))];
  if (code && otherCodes.length === 0)
    return new AppError(code, { detail: sentences.join(' '), errors: { receptor: sentences } });
  return invalidField('receptor', ...(sentences.length > 0 ? sentences : ['receptor must have at least one number']));
}
