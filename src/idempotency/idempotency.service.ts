import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/app-error.js';
import { Cipher } from '../common/cipher.js';
import { Clock } from '../common/clock.js';
import { deriveKey } from '../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';
import { IdempotencyRepository, type RequestHash } from './idempotency.repository.js';

/** No run takes longer, so one without an answer after this has died. */
const DEAD_AFTER_MS = 60_000;
/** How long a repeat waits for the answer of the first run: a little longer than a run takes. */
const WAIT_MS = 35_000;
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;
const RETRY_AFTER_SECONDS = 5;

/** A request to run once. */
export interface OnceRequest {
  /** Each caller has its own keys. */
  caller: string;
  /** The header `Idempotency-Key`. */
  key: string;
  /** The validated request, with its fields in a fixed order. */
  body: unknown;
  /** How long the answer is kept. */
  keptMs: number;
}

/** What a run follows, so that a repeat can continue it. */
export interface Plan {
  /** The id under which the run writes. A later run that finds rows with it knows that they are written. */
  id: string;
  /** Whether an earlier run with this id has ended without an answer. */
  resumed: boolean;
}

/**
 * Runs a request once, however often and in whichever process it is repeated, and stores its answer for a time. Keys and
 * bodies are stored as keyed hashes and answers are encrypted, because a body may be a number and a short code. A request
 * is looked up under every key of DATA_KEYS and stored under the first, so that it also runs once while keys are rotated.
 */
@Injectable()
export class IdempotencyService {
  private readonly logger = new Logger('Idempotency');
  private readonly secrets: Buffer[];
  private readonly cipher: Cipher;

  constructor(
    @Inject(secretsConfig.KEY) config: SecretsConfig,
    private readonly repository: IdempotencyRepository,
    private readonly clock: Clock,
  ) {
    this.cipher = new Cipher(config.dataKeys);
    this.secrets = config.dataKeys.map((key) => deriveKey([key], 'idempotency keys'));
  }

  /** @throws AppError idempotency_conflict, idempotency_in_progress, and what `run` throws */
  async once<T extends { status: number }>(
    request: OnceRequest,
    run: (plan: Plan) => Promise<T>,
  ): Promise<{ answer: T; replayed: boolean }> {
    const hashes = this.secrets.map((secret) => hashesOf(secret, request));
    const ids = hashes.map(({ id }) => id);
    const end = this.clock.now() + WAIT_MS;
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.3, LAST_POLL_MS)) {
      const claimed = await this.claim(hashes, request.keptMs);
      if (claimed) return { answer: await this.carryOut(claimed.id, claimed.plan, run), replayed: false };
      const earlier = await this.repository.find(ids);
      const isSame = hashes.some(
        ({ id, requestDigest }) => earlier?.id === id && earlier.requestDigest === requestDigest,
      );
      if (earlier && !isSame) throw new AppError('idempotency_conflict');
      if (earlier?.sealed) return { answer: this.open(earlier.id, earlier.sealed) as T, replayed: true };
      if (this.clock.now() >= end) {
        throw new AppError('idempotency_in_progress', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      await delay(pauseMs);
    }
  }

  private async claim(hashes: RequestHash[], keptMs: number): Promise<{ id: string; plan: Plan } | undefined> {
    const now = this.clock.now();
    const plan = uuidv7();
    const [deadBefore, expiresAt] = [new Date(now - DEAD_AFTER_MS), new Date(now + keptMs)];
    const claimed = await this.repository.claim(hashes, { plan, now: new Date(now), deadBefore, expiresAt });
    return claimed && { id: claimed.id, plan: { id: claimed.plan, resumed: claimed.plan !== plan } };
  }

  private async carryOut<T extends { status: number }>(
    id: string,
    plan: Plan,
    run: (plan: Plan) => Promise<T>,
  ): Promise<T> {
    try {
      const answer = await run(plan);
      await this.store(id, plan, answer);
      return answer;
    } catch (error) {
      await this.release(id, plan, error);
      throw error;
    }
  }

  /** An answer that cannot be stored is returned all the same; a repeat resumes the plan and gets the same answer. */
  private async store(id: string, plan: Plan, answer: { status: number }): Promise<void> {
    try {
      const sealed = this.cipher.encrypt(JSON.stringify(answer), id).toString('base64');
      await this.repository.finish(id, plan.id, answer.status, sealed);
    } catch (error) {
      this.logger.warn({ message: 'failed to store the answer for repeated requests', error });
    }
  }

  /** A refused request has written nothing. After any other error it may have, so a repeat must resume the plan. */
  private async release(id: string, plan: Plan, error: unknown): Promise<void> {
    const isRefused = error instanceof AppError && error.status < 500;
    try {
      await (isRefused ? this.repository.forget(id, plan.id) : this.repository.abandon(id, plan.id));
    } catch (cause) {
      this.logger.warn({ message: 'failed to release the request, repeats wait until it times out', error: cause });
    }
  }

  private open(id: string, sealed: string): unknown {
    return JSON.parse(this.cipher.decrypt(Buffer.from(sealed, 'base64'), id));
  }
}

function hashesOf(secret: Buffer, { caller, key, body }: OnceRequest): RequestHash {
  return { id: hash(secret, caller, key), requestDigest: hash(secret, JSON.stringify(body)) };
}

function hash(secret: Buffer, ...parts: string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
}
