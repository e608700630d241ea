import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Cipher } from '../../common/cipher.js';
import { Clock } from '../../common/clock.js';
import { deriveKey } from '../../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../../config/index.js';
import { IdempotencyRepository } from './idempotency.repository.js';

const KEPT_MS = 24 * 3_600_000;
/** A run that has no answer after this long has died: none takes as long. */
const DEAD_AFTER_MS = 60_000;
/** A repeat waits for the first run's answer this long: a little more than a run takes. */
const WAIT_MS = 35_000;
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;
const RETRY_AFTER_SECONDS = 5;

/** A request that is to be carried out once. */
export interface OnceRequest {
  /** Name of the admin key: another one's `Idempotency-Key` is another key. */
  caller: string;
  key: string;
  /** The request as it was understood, with its members in a fixed order. */
  body: unknown;
}

/** How a run goes about it. */
export interface Plan {
  /** Id for what it writes: a later run that finds it knows that it is written. */
  id: string;
  /** An earlier run with this id has died, or could not tell what became of it. */
  resumed: boolean;
}

/**
 * Carries out a request once, however often and wherever it is repeated, and keeps its answer for a day. Keys, bodies and
 * answers are kept as keyed hashes and encrypted: a body may be a number and a short code.
 */
@Injectable()
export class IdempotencyService {
  private readonly logger = new Logger('Idempotency');
  private readonly secret: Buffer;
  private readonly cipher: Cipher;

  constructor(
    @Inject(secretsConfig.KEY) config: SecretsConfig,
    private readonly kept: IdempotencyRepository,
    private readonly clock: Clock,
  ) {
    this.cipher = new Cipher(config.dataKeys);
    this.secret = deriveKey(config.dataKeys, 'idempotency keys');
  }

  /**
   * @throws AppError idempotency_conflict, idempotency_in_progress, and what `run` throws
   */
  async once<T extends { status: number }>(
    request: OnceRequest,
    run: (plan: Plan) => Promise<T>,
  ): Promise<{ answer: T; replayed: boolean }> {
    const id = this.hash(request.caller, request.key);
    const requestDigest = this.hash(JSON.stringify(request.body));
    const end = this.clock.now() + WAIT_MS;
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.3, LAST_POLL_MS)) {
      const plan = await this.claim(id, requestDigest);
      if (plan) return { answer: await this.carryOut(id, plan, run), replayed: false };
      const earlier = await this.kept.find(id);
      if (earlier && earlier.requestDigest !== requestDigest) throw new AppError('idempotency_conflict');
      if (earlier?.sealed) return { answer: this.open(id, earlier.sealed) as T, replayed: true };
      if (this.clock.now() >= end) {
        throw new AppError('idempotency_in_progress', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      await delay(pauseMs);
    }
  }

  private async claim(id: string, requestDigest: string): Promise<Plan | undefined> {
    const now = this.clock.now();
    const own = uuidv7();
    const claim = { id, requestDigest, plan: own, expiresAt: new Date(now + KEPT_MS) };
    const plan = await this.kept.claim(claim, new Date(now), new Date(now - DEAD_AFTER_MS));
    return plan === undefined ? undefined : { id: plan, resumed: plan !== own };
  }

  private async carryOut<T extends { status: number }>(
    id: string,
    plan: Plan,
    run: (plan: Plan) => Promise<T>,
  ): Promise<T> {
    try {
      const answer = await run(plan);
      await this.keep(id, plan, answer);
      return answer;
    } catch (error) {
      await this.letGo(id, plan, error);
      throw error;
    }
  }

  /** An answer that could not be kept is given all the same; a repeat resumes the plan and comes to the same. */
  private async keep(id: string, plan: Plan, answer: { status: number }): Promise<void> {
    try {
      const sealed = this.cipher.encrypt(JSON.stringify(answer), id).toString('base64');
      await this.kept.finish(id, plan.id, answer.status, sealed);
    } catch (error) {
      this.logger.warn({ message: 'an answer was not kept for repeated requests', error });
    }
  }

  /** Refused as faulty: nothing was written. Anything else: it may have been, and a repeat has to look. */
  private async letGo(id: string, plan: Plan, error: unknown): Promise<void> {
    const isRefused = error instanceof AppError && error.status < 500;
    try {
      await (isRefused ? this.kept.forget(id, plan.id) : this.kept.abandon(id, plan.id));
    } catch (cause) {
      this.logger.warn({ message: 'a repeated request will have to wait for the first to be given up', error: cause });
    }
  }

  private open(id: string, sealed: string): unknown {
    return JSON.parse(this.cipher.decrypt(Buffer.from(sealed, 'base64'), id));
  }

  private hash(...parts: string[]): string {
    return createHmac('sha256', this.secret).update(JSON.stringify(parts)).digest('base64url');
  }
}
