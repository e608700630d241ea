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

/** `purpose` where each purpose is counted by itself. */
export type RecipientLimit = LimitState & { purpose?: string; used: number };

interface ActiveLimit extends LimitRule {
  name: LimitName;
  key: string;
}

const CODE_LIMITS: LimitName[] = ['otp_phone', 'otp_phone_hour', 'otp_phone_day'];
const WRONG_CODE_LIMITS: LimitName[] = ['wrong_codes_hour'];
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
   * Counts one wrong code, across resends. Counted before the comparison, and given back where the code was right.
   * @throws AppError `service_unavailable` when the limit cannot be counted
   */
  takeWrongCode(recipient: string, purpose: string): Promise<LimitTake> {
    return this.take(this.active(WRONG_CODE_LIMITS, recipient, purpose));
  }

  /** As `giveBackCode`. */
  giveBackWrongCode(recipient: string, purpose: string, takenAt: Date): Promise<void> {
    return this.giveBack(this.active(WRONG_CODE_LIMITS, recipient, purpose), takenAt);
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
  async lookWrongKeys(address: string): Promise<{ ok: true } | { ok: false; retryAfterSeconds: number }> {
    const states = await Promise.all(this.wrongKeys(address).map((limit) => this.look(limit)));
    const exhausted = states.find(({ remaining }) => remaining === 0);
    return exhausted ? { ok: false, retryAfterSeconds: exhausted.resetSeconds } : { ok: true };
  }

  /**
   * Every limit that touches a recipient, those of wrong codes for each purpose; counts nothing.
   * @throws AppError `service_unavailable`
   */
  async statesOf(recipient: string, purposes: readonly string[]): Promise<RecipientLimit[]> {
    const limits = this.touching(recipient, purposes);
    return Promise.all(
      limits.map(async ({ purpose, ...limit }) => {
        const state = await this.look(limit);
        return { ...state, purpose, used: state.limit - state.remaining };
      }),
    );
  }

  /**
   * Forgets what `statesOf` tells.
   * @throws AppError `service_unavailable`
   */
  async clear(recipient: string, purposes: readonly string[]): Promise<void> {
    await Promise.all(this.touching(recipient, purposes).map(({ name, key }) => this.storage.clear(name, key)));
  }

  private touching(recipient: string, purposes: readonly string[]): (ActiveLimit & { purpose?: string })[] {
    const wrongCodes = purposes.flatMap((purpose) =>
      this.active(WRONG_CODE_LIMITS, recipient, purpose).map((limit) => ({ ...limit, purpose })),
    );
    return [...this.active(CODE_LIMITS, recipient), ...wrongCodes];
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
