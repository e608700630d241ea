import { Injectable, Logger } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { AppConfig, type LimitName, type LimitRule } from '../config/index.js';
import { LimitKeys } from './limit-keys.js';
import { stateAfterTake, type LimitState } from './limit-state.js';
import { RateLimiterStorage } from './throttler.storage.js';

export type LimitTake =
  /** `takenAt` is what giving back asks for. */
  | { ok: true; states: LimitState[]; takenAt: Date }
  /** `rule` is the limit with the longest wait, and `retryAfterSeconds` that wait. Nothing was taken. */
  | { ok: false; rule: LimitName; retryAfterSeconds: number; states: LimitState[] };

/** Whether there is any left; nothing is counted. */
export type LimitLook = { ok: true } | { ok: false; retryAfterSeconds: number };

/** What a guess at a code is made with: the challenge, or the recipient alone, which a stranger knows too. */
export type GuessBy = 'challenge' | 'recipient';

export interface Guess {
  recipient: string;
  purpose: string;
  by: GuessBy;
}

/** `purpose` and `by` where each of them is counted by itself. */
export type RecipientLimit = LimitState & { purpose?: string; by?: GuessBy; used: number };

interface ActiveLimit extends LimitRule {
  name: LimitName;
  key: string;
}

const CODE_LIMITS: LimitName[] = ['otp_phone', 'otp_phone_hour', 'otp_phone_day'];
/** Counted by `IpThrottlerGuard`, each purpose of a code against one of them. */
const CODE_ADDRESS_LIMITS: LimitName[] = ['otp_ip', 'registration_ip', 'password_reset_ip'];
const WRONG_CODE_LIMITS: LimitName[] = ['wrong_codes_hour'];
const STREAK_LIMITS: LimitName[] = ['wrong_codes_in_a_row'];
const GUESSES_BY: GuessBy[] = ['challenge', 'recipient'];
/** The rule that other guesses of an address have. Its count is another one: wrong keys keep nobody from signing in. */
const WRONG_KEY_LIMITS: LimitName[] = ['verify_ip'];
/** Clocks of two machines, and of a row and its window, differ by less. In milliseconds. */
const CLOCK_DIFFERENCE_MS = 1000;

/** The limits per number or address, the same in every process. Recipients come normalised (E.164, lower case). */
@Injectable()
export class LimitsService {
  private readonly logger = new Logger(LimitsService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly keys: LimitKeys,
    private readonly storage: RateLimiterStorage,
  ) {}

  /**
   * Counts one code to a recipient against every limit that is on, or against none.
   * @throws AppError `service_unavailable` when the limits cannot be counted
   */
  takeForCode(recipient: string): Promise<LimitTake> {
    return this.take(this.active(CODE_LIMITS, recipient));
  }

  /**
   * Takes back the count of a code that no provider accepted, in those windows that still run. A failure is logged, not
   * thrown: a lost count ends with its window.
   * @param takenAt when it was counted, or a little later
   */
  giveBackCode(recipient: string, takenAt: Date): Promise<void> {
    return this.giveBack(this.active(CODE_LIMITS, recipient), takenAt);
  }

  /**
   * Counts one wrong code, across resends. Counted before the comparison, and given back where the code was right. Guesses
   * by recipient and by challenge are counted apart, so that who guesses at a number locks nobody out who holds its
   * challenge.
   * @throws AppError `service_unavailable` when the limits cannot be counted
   */
  takeWrongCode(guess: Guess): Promise<LimitTake> {
    return this.take([...this.wrongCodes(guess), ...this.active(STREAK_LIMITS, guess.recipient)]);
  }

  /**
   * Whether a guess would still be admitted.
   * @throws AppError `service_unavailable`
   */
  lookWrongCodes(guess: Guess): Promise<LimitLook> {
    return this.lookAt([...this.wrongCodes(guess), ...this.active(STREAK_LIMITS, guess.recipient)]);
  }

  /** For a guess that was not evaluated. As `giveBackCode`. */
  giveBackWrongCode(guess: Guess, takenAt: Date): Promise<void> {
    return this.giveBack([...this.wrongCodes(guess), ...this.active(STREAK_LIMITS, guess.recipient)], takenAt);
  }

  /** For a right code: it was no wrong one, and ends the row of them. A failure is logged, not thrown. */
  async endWrongCodes(guess: Guess, takenAt: Date): Promise<void> {
    await Promise.all([
      this.giveBack(this.wrongCodes(guess), takenAt),
      this.forget(this.active(STREAK_LIMITS, guess.recipient)).catch((error: unknown) =>
        this.logger.warn({ message: 'A row of wrong codes was not ended', error }),
      ),
    ]);
  }

  /**
   * Counts one wrong API key against the client's address.
   * @throws AppError `service_unavailable` when the limit cannot be counted
   */
  takeWrongKey(address: string): Promise<LimitTake> {
    return this.take(this.wrongKeys(address));
  }

  /**
   * Whether the address may still send keys; counts nothing.
   * @throws AppError `service_unavailable`
   */
  lookWrongKeys(address: string): Promise<LimitLook> {
    return this.lookAt(this.wrongKeys(address));
  }

  /**
   * How many codes the hour of `otp_phone_hour` has counted for a recipient, 0 where it is off; counts nothing.
   * @throws AppError `service_unavailable`
   */
  codesSentTo(recipient: string): Promise<number> {
    return this.used(this.active(['otp_phone_hour'], recipient));
  }

  /**
   * How many codes an address has asked for, whatever their purpose, in those windows that run; with the request whose
   * guard has counted it, and without limits that are off. Counts nothing.
   * @throws AppError `service_unavailable`
   */
  codesAskedFrom(address: string): Promise<number> {
    return this.used(this.active(CODE_ADDRESS_LIMITS, normalizeIp(address)));
  }

  /**
   * Every limit that touches a recipient, those of wrong codes for each purpose; counts nothing.
   * @throws AppError `service_unavailable`
   */
  async statesOf(recipient: string, purposes: readonly string[]): Promise<RecipientLimit[]> {
    const limits = this.touching(recipient, purposes);
    return Promise.all(
      limits.map(async ({ purpose, by, ...limit }) => {
        const state = await this.look(limit);
        return { ...state, purpose, by, used: state.limit - state.remaining };
      }),
    );
  }

  /**
   * Forgets what `statesOf` tells.
   * @throws AppError `service_unavailable`
   */
  async clear(recipient: string, purposes: readonly string[]): Promise<void> {
    await this.forget(this.touching(recipient, purposes));
  }

  private touching(
    recipient: string,
    purposes: readonly string[],
  ): (ActiveLimit & { purpose?: string; by?: GuessBy })[] {
    const guesses = purposes.flatMap((purpose) => GUESSES_BY.map((by) => ({ recipient, purpose, by })));
    return [
      ...this.active(CODE_LIMITS, recipient),
      ...guesses.flatMap((guess) =>
        this.wrongCodes(guess).map((limit) => ({ ...limit, purpose: guess.purpose, by: guess.by })),
      ),
      ...this.active(STREAK_LIMITS, recipient),
    ];
  }

  private wrongCodes({ recipient, purpose, by }: Guess): ActiveLimit[] {
    return this.active(WRONG_CODE_LIMITS, recipient, purpose, ...(by === 'challenge' ? [by] : []));
  }

  private async lookAt(limits: ActiveLimit[]): Promise<LimitLook> {
    const states = await Promise.all(limits.map((limit) => this.look(limit)));
    const exhausted = states.filter(({ remaining }) => remaining === 0).map(({ resetSeconds }) => resetSeconds);
    return exhausted.length > 0 ? { ok: false, retryAfterSeconds: Math.max(...exhausted) } : { ok: true };
  }

  private async forget(limits: ActiveLimit[]): Promise<void> {
    await Promise.all(limits.map(({ name, key }) => this.storage.clear(name, key)));
  }

  private wrongKeys(address: string): ActiveLimit[] {
    return this.active(WRONG_KEY_LIMITS, 'admin key', normalizeIp(address));
  }

  /** Shortest window first: it refuses a burst before the longer ones hear of it. */
  private active(names: LimitName[], ...subject: string[]): ActiveLimit[] {
    return names
      .flatMap((name) => {
        const rule = this.config.limits[name];
        return rule ? [{ name, ...rule, key: this.keys.of(name, ...subject) }] : [];
      })
      .toSorted((first, second) => first.windowSeconds - second.windowSeconds);
  }

  /**
   * One after another and not all at once: with parallel counts, a burst could win each limit with a different request
   * and be refused as a whole.
   */
  private async take(limits: ActiveLimit[]): Promise<LimitTake> {
    const states: LimitState[] = [];
    for (const limit of limits) {
      const { name, key, limit: most, windowSeconds } = limit;
      const record = await this.storage.increment(key, windowSeconds * 1000, most, 0, name);
      const state = stateAfterTake(name, { limit: most, windowSeconds }, record);
      if (record.isBlocked) return this.refuse(limits, states, state);
      states.push(state);
    }
    return { ok: true, states, takenAt: new Date() };
  }

  private async refuse(limits: ActiveLimit[], taken: LimitState[], refused: LimitState): Promise<LimitTake> {
    const now = Date.now();
    const earlier = limits.slice(0, taken.length);
    const later = limits.slice(taken.length + 1);
    const [waiting] = await Promise.all([
      Promise.all(later.map((limit) => this.look(limit))),
      ...earlier.map(({ name, key }, i) => this.storage.restore(name, key, now + taken[i]!.resetSeconds * 1000)),
    ]);
    const restored = taken.map((state) => ({ ...state, remaining: state.remaining + 1 }));
    const exhausted = [refused, ...waiting].filter((state) => state.remaining === 0);
    const longest = exhausted.reduce((a, b) => (b.resetSeconds > a.resetSeconds ? b : a));
    const states = [...restored, refused, ...waiting];
    return { ok: false, rule: longest.name, retryAfterSeconds: longest.resetSeconds, states };
  }

  private async used(limits: ActiveLimit[]): Promise<number> {
    const states = await Promise.all(limits.map((limit) => this.look(limit)));
    return states.reduce((sum, { limit, remaining }) => sum + limit - remaining, 0);
  }

  private async look({ name, key, limit, windowSeconds }: ActiveLimit): Promise<LimitState> {
    const { consumed, msBeforeNext } = await this.storage.peek(name, key);
    const resetSeconds = consumed === 0 ? windowSeconds : Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { name, limit, windowSeconds, remaining: Math.max(0, limit - consumed), resetSeconds };
  }

  private async giveBack(limits: ActiveLimit[], takenAt: Date): Promise<void> {
    try {
      await Promise.all(
        limits.map(({ name, key, windowSeconds }) => {
          const windowMs = windowSeconds * 1000;
          // A window that ends later than this began after the count.
          const latestEnd = takenAt.getTime() + windowMs + Math.min(CLOCK_DIFFERENCE_MS, windowMs / 100);
          return this.storage.restore(name, key, Math.ceil(latestEnd));
        }),
      );
    } catch (error) {
      this.logger.warn({ message: 'A count of a limit was not given back', error });
    }
  }
}
