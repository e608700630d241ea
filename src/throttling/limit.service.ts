import { Injectable, Logger } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import type { LimitName } from './limit.config.js';
import { LimitCounter, type ActiveLimit, type LimitPeek, type LimitTake } from './limit-counter.js';
import { LimitKeys } from './limit-keys.js';
import type { LimitState } from './limit-state.js';

/** A guess at a code: with the recipient alone, which a stranger knows too, or with the challenge. */
export type Guess = { recipient: string; purpose: string } & (
  | { by: 'recipient' }
  /** `requester`: who asked for the code, as `requesterKeyOf` names them. */
  | { by: 'challenge'; requesterKey: string }
);

/** Who has asked for codes of a purpose, as `requesterKeyOf` names them. */
export interface Requester {
  purpose: string;
  requesterKey: string;
}

/** `purpose` and `by` where each of them is counted by itself. */
export type RecipientLimit = LimitState & { purpose?: string; by?: Guess['by']; used: number };

type TouchingLimit = ActiveLimit & Pick<RecipientLimit, 'purpose' | 'by'>;

const CODE_LIMITS: LimitName[] = ['otp_phone', 'otp_phone_hour', 'otp_phone_day'];
/** Counted by `IpThrottlerGuard`, each purpose of a code against one of them. */
const CODE_ADDRESS_LIMITS: LimitName[] = ['otp_ip', 'registration_ip', 'password_reset_ip'];
const WRONG_CODE_LIMITS: LimitName[] = ['wrong_codes_hour'];
const STREAK_LIMITS: LimitName[] = ['wrong_codes_in_a_row'];
/** The rule that other guesses of an address have. Its count is another one: wrong keys keep nobody from signing in. */
const WRONG_KEY_LIMITS: LimitName[] = ['verify_ip'];
/** What resets of passwords may take of a number's hour and day: a flood of them leaves the rest for signing in. */
const RESET_SHARE = { purpose: 'password_reset', share: 0.6, fromWindowSeconds: 3600 };

/**
 * The limits per number or address, the same in every process. Recipients come normalised (E.164, lower case). Throws
 * `service_unavailable` when the limits cannot be counted; giving back never throws.
 */
@Injectable()
export class LimitService {
  private readonly logger = new Logger(LimitService.name);

  constructor(
    private readonly keys: LimitKeys,
    private readonly counter: LimitCounter,
  ) {}

  /** Counts one code to a recipient against every limit that is on, or against none. */
  takeForCode(recipient: string, purpose: string): Promise<LimitTake> {
    const limits = this.counter.active(CODE_LIMITS, recipient);
    return this.counter.take(purpose === RESET_SHARE.purpose ? limits.map(shareOfResets) : limits);
  }

  /**
   * Takes back the count of a code that no provider accepted.
   * @param takenAt when it was counted, or a little later
   */
  giveBackCode(recipient: string, takenAt: Date): Promise<void> {
    return this.counter.giveBack(this.counter.active(CODE_LIMITS, recipient), takenAt);
  }

  /** Names whoever asks for a code, so that their guesses are counted apart from those of strangers. */
  requesterKeyOf(who: { userId: string } | { address: string }): string {
    const subject = 'userId' in who ? ['user', who.userId] : ['address', normalizeIp(who.address)];
    return this.keys.of('wrong_codes_hour', 'requesterKey', ...subject);
  }

  /**
   * Counts one wrong code, across resends. Counted before the comparison, and given back where the code was right. Guesses
   * by recipient, and by the challenges of each requester, are counted apart: who guesses at a number, or at challenges that
   * they have asked for themselves, locks nobody out who holds another challenge.
   */
  takeWrongCode(guess: Guess): Promise<LimitTake> {
    return this.counter.take([...this.wrongCodes(guess), ...this.streak(guess)]);
  }

  /** How many guesses would still be admitted; counts nothing. */
  peekWrongCodes(guess: Guess): Promise<LimitPeek> {
    return this.counter.peekAll([...this.wrongCodes(guess), ...this.streak(guess)]);
  }

  /** For a guess that was not evaluated. */
  giveBackWrongCode(guess: Guess, takenAt: Date): Promise<void> {
    return this.counter.giveBack([...this.wrongCodes(guess), ...this.streak(guess)], takenAt);
  }

  /** For a right code: it was no wrong one, and ends the row of them. A failure is logged, not thrown. */
  async endWrongCodes(guess: Guess, takenAt: Date): Promise<void> {
    await Promise.all([
      this.counter.giveBack(this.wrongCodes(guess), takenAt),
      this.counter
        .forget(this.streak(guess))
        .catch((error: unknown) => this.logger.warn({ message: 'A row of wrong codes was not ended', error })),
    ]);
  }

  /** Counts one wrong API key against the client's address. */
  takeWrongKey(address: string): Promise<LimitTake> {
    return this.counter.take(this.wrongKeys(address));
  }

  /** Whether the address may still send keys; counts nothing. */
  peekWrongKeys(address: string): Promise<LimitPeek> {
    return this.counter.peekAll(this.wrongKeys(address));
  }

  /** How many codes the hour of `otp_phone_hour` has counted for a recipient, 0 where it is off; counts nothing. */
  codesSentTo(recipient: string): Promise<number> {
    return this.counter.used(this.counter.active(['otp_phone_hour'], recipient));
  }

  /**
   * How many codes an address has asked for, whatever their purpose, in those windows that run; with the request whose
   * guard has counted it, and without limits that are off. Counts nothing.
   */
  codesAskedFrom(address: string): Promise<number> {
    return this.counter.used(this.counter.active(CODE_ADDRESS_LIMITS, normalizeIp(address)));
  }

  /**
   * Every limit that touches a recipient, those of wrong codes for each purpose; counts nothing.
   * @param requesters of the recipient's codes: of those with one purpose, the one with the least left is told
   */
  async statesOf(
    recipient: string,
    purposes: readonly string[],
    requesters: readonly Requester[],
  ): Promise<RecipientLimit[]> {
    const states = await Promise.all(
      this.touching(recipient, purposes, requesters).map(async ({ purpose, by, ...limit }) => {
        const state = await this.counter.look(limit);
        return { ...state, purpose, by, used: state.limit - state.remaining };
      }),
    );
    const least = new Map<string, RecipientLimit>();
    for (const state of states) {
      const line = [state.name, state.purpose, state.by].join(' ');
      if (state.remaining < (least.get(line)?.remaining ?? Infinity)) least.set(line, state);
    }
    return [...least.values()];
  }

  /** Forgets what `statesOf` tells, for every requester. */
  async clear(recipient: string, purposes: readonly string[], requesters: readonly Requester[]): Promise<void> {
    await this.counter.forget(this.touching(recipient, purposes, requesters));
  }

  private touching(recipient: string, purposes: readonly string[], requesters: readonly Requester[]): TouchingLimit[] {
    const guesses: Guess[] = [
      ...purposes.map((purpose) => ({ recipient, purpose, by: 'recipient' as const })),
      ...requesters.map((asked) => ({ ...asked, recipient, by: 'challenge' as const })),
    ];
    return [
      ...this.counter.active(CODE_LIMITS, recipient),
      ...guesses.flatMap((guess) =>
        this.wrongCodes(guess).map((limit) => ({ ...limit, purpose: guess.purpose, by: guess.by })),
      ),
      ...this.counter.active(STREAK_LIMITS, recipient),
    ];
  }

  private wrongCodes(guess: Guess): ActiveLimit[] {
    const requesterKey = guess.by === 'challenge' ? [guess.requesterKey] : [];
    return this.counter.active(WRONG_CODE_LIMITS, guess.recipient, guess.purpose, ...requesterKey);
  }

  private streak({ recipient }: Guess): ActiveLimit[] {
    return this.counter.active(STREAK_LIMITS, recipient);
  }

  private wrongKeys(address: string): ActiveLimit[] {
    return this.counter.active(WRONG_KEY_LIMITS, 'admin key', normalizeIp(address));
  }
}

function shareOfResets(limit: ActiveLimit): ActiveLimit {
  if (limit.windowSeconds < RESET_SHARE.fromWindowSeconds) return limit;
  return { ...limit, limit: Math.ceil(limit.limit * RESET_SHARE.share) };
}
