import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { isStoreUnavailable } from '../../common/store-errors.js';
import { MessageOutcomeRepository, type MessageState } from '../../messaging/index.js';

const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;

/** Waits for the outcome of messages that workers send. */
@Injectable()
export class SendOutcomeService {
  constructor(
    private readonly outcomes: MessageOutcomeRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The state of a message once a provider has accepted it or it has ended. Undefined if neither has happened after
   * `deadlineMs`, or when `signal` aborts.
   */
  async waitForOutcome(messageId: string, deadlineMs: number, signal?: AbortSignal): Promise<MessageState | undefined> {
    const end = this.clock.now() + deadlineMs;
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.3, LAST_POLL_MS)) {
      const state = await this.readState(messageId);
      if (state && state.status !== 'queued' && state.status !== 'sending') return state;
      const leftMs = end - this.clock.now();
      if (leftMs <= 0 || signal?.aborted) return undefined;
      // An abort ends the pause with an error; the loop reads the state once more before it ends.
      await delay(Math.min(pauseMs, leftMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Undefined while the database is away: the message is stored, so the send has not failed. */
  private async readState(messageId: string): Promise<MessageState | undefined> {
    try {
      return await this.outcomes.state(messageId);
    } catch (error) {
      if (isStoreUnavailable(error)) return undefined;
      throw error;
    }
  }
}
