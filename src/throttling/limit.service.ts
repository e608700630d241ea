import { Injectable, Logger } from '@nestjs/common';
import { addressKey } from '../common/client-address.js';
import { mailboxOf } from '../common/email-address.js';
import { INTERNAL_LIMITS, type LimitName } from './limit.config.js';
import { LimitCounter, type ActiveLimit, type LimitPeek, type LimitTake } from './limit-counter.js';
import { LimitKeys } from './limit-keys.js';
import type { IpLimitName, LimitState } from './limit-state.js';

/** A guess at a code: by its recipient, which strangers may know too, or by its challenge. */
export type Guess = { recipient: string; purpose: string } & (
  | { by: 'recipient' }
  /**
   * `requesterKey`: who requested the code, from `requesterKeyOf`. `isFirstOfChallenge`: nobody has guessed at the challenge,
   * and the guess does not count against the budget of its requester.
   */
  | { by: 'challenge'; requesterKey: string; isFirstOfChallenge?: true }
);

/** Who has requested codes for a purpose. */
export interface Requester {
  purpose: string;
  /** From `requesterKeyOf`. */
  requesterKey: string;
}

/** `purpose` and `by` are set for limits that count them separately. */
export type RecipientLimit = LimitState & { purpose?: string; by?: Guess['by']; used: number };

type TouchingLimit = ActiveLimit & Pick<RecipientLimit, 'purpose' | 'by'>;

const CODE_LIMITS: LimitName[] = ['otp_phone', 'otp_phone_hour', 'otp_phone_day'];
/** Limits of code requests that `IpThrottlerGuard` counts, one for each purpose or group of purposes. */
const CODE_ADDRESS_LIMITS: LimitName[] = ['otp_ip', 'registration_ip', 'password_reset_ip'];
const WRONG_CODE_LIMITS: LimitName[] = ['wrong_codes_hour'];
const STREAK_LIMITS: LimitName[] = ['wrong_codes_in_a_row'];
/** Same rule as for codes, but a counter of its own, so that wrong keys do not prevent anyone from signing in. */
const WRONG_KEY_LIMITS: LimitName[] = ['verify_ip'];
/**
 * The share of a number's hour and day that purposes other than signing in have together, so that a flood of them leaves
 * codes for signing in.
 */
const OTHER_PURPOSES = { limits: ['otp_phone_hour', 'otp_phone_day'] as LimitName[], share: 0.6 };
const SIGN_IN_PURPOSES: readonly string[] = ['login', 'registration'];

/**
 * Limits per recipient, and of wrong admin keys per address. Recipients are normalised: E.164, or an address in lower
 * case; the addresses of one mailbox count as one. Methods throw `service_unavailable` when the limits cannot be counted, except those that give counts back.
 */
@Injectable()
export class LimitService {
  private readonly logger = new Logger(LimitService.name);

  constructor(
    private readonly keys: LimitKeys,
    private readonly counter: LimitCounter,
  ) {}

  /** Counts one code to a recipient, against all of its limits or none. */
  takeForCode(recipient: string, purpose: string): Promise<LimitTake> {
    return this.counter.take(this.codes(recipient, purpose));
  }

  /** Gives back the count of a request by its address, which repeated an earlier one. */
  giveBackAddress(name: IpLimitName, address: string, takenAt: Date): Promise<void> {
    return this.counter.giveBack(this.counter.active([name], addressKey(address)), takenAt);
  }

  /** Gives back the count of a request that made no code. */
  giveBackRequest(recipient: string, purpose: string, takenAt: Date): Promise<void> {
    return this.counter.giveBack(this.codes(recipient, purpose), takenAt);
  }

  /**
   * Gives back the count of a code that no provider accepted, three times an hour at most: otherwise a provider that refuses
   * a number would make its codes unlimited. Failures are logged, not thrown.
   * @param takenAt when it was counted, or a little later
   */
  async giveBackCode(recipient: string, purpose: string, takenAt: Date): Promise<void> {
    try {
      const { name, rule } = INTERNAL_LIMITS.givenBack;
      const given = await this.counter.take([this.counter.internal(name, rule, mailboxOf(recipient))]);
      if (given.ok) await this.giveBackRequest(recipient, purpose, takenAt);
      this.logger.log({ message: given.ok ? 'count of a code given back' : 'count of a code kept', purpose });
    } catch (error) {
      this.logger.warn({ message: 'failed to give back the count of a code', error });
    }
  }

  /** Counts a guess at a challenge that its own requester makes from an address whose `verify_ip` is used up. */
  takeOwnChallenge(challengeId: string, limit: number): Promise<LimitTake> {
    const { name, rule } = INTERNAL_LIMITS.ownChallenge;
    return this.counter.take([this.counter.internal(name, { ...rule, limit }, challengeId)]);
  }

  /** Identifies the requester of a code, whose guesses are counted apart from those of strangers. */
  requesterKeyOf(who: { userId: string } | { address: string }): string {
    const subject = 'userId' in who ? ['user', who.userId] : ['address', addressKey(who.address)];
    return this.keys.of('wrong_codes_hour', 'requesterKey', ...subject);
  }

  /**
   * Counts one wrong code, across resends: before the comparison, and given back if the code is right. Guesses by
   * recipient and guesses by the challenges of each requester have counters of their own, so an attacker who guesses at a
   * number, or at challenges of their own, cannot lock out the holder of another challenge.
   */
  takeWrongCode(guess: Guess): Promise<LimitTake> {
    return this.counter.take([...this.wrongCodes(guess), ...this.streak(guess)]);
  }

  /** Reads how many guesses are left. */
  peekWrongCodes(guess: Guess): Promise<LimitPeek> {
    return this.counter.peekAll([...this.wrongCodes(guess), ...this.streak(guess)]);
  }

  /** Gives back the count of a guess that was not evaluated. */
  giveBackWrongCode(guess: Guess, takenAt: Date): Promise<void> {
    return this.counter.giveBack([...this.wrongCodes(guess), ...this.streak(guess)], takenAt);
  }

  /** Gives back the count of a right code and resets the streak of wrong ones. Failures are logged, not thrown. */
  async endWrongCodes(guess: Guess, takenAt: Date): Promise<void> {
    await Promise.all([
      this.counter.giveBack(this.wrongCodes(guess), takenAt),
      this.counter
        .clear(this.streak(guess))
        .catch((error: unknown) => this.logger.warn({ message: 'failed to reset wrong-code streak', error })),
    ]);
  }

  /** Counts one wrong admin key against the client address. */
  takeWrongKey(address: string): Promise<LimitTake> {
    return this.counter.take(this.wrongKeys(address));
  }

  /** Reads how many codes `otp_phone_hour` has counted for a recipient; 0 if that limit is off. */
  codesSentTo(recipient: string): Promise<number> {
    return this.counter.used(this.counter.active(['otp_phone_hour'], mailboxOf(recipient)));
  }

  /**
   * Reads how many codes an address has requested, for all purposes, including a request that the guard has counted.
   * Limits that are off count nothing.
   */
  codesRequestedFrom(address: string): Promise<number> {
    return this.counter.used(this.counter.active(CODE_ADDRESS_LIMITS, addressKey(address)));
  }

  /**
   * Reads every limit of a recipient, those of wrong codes for each purpose.
   * @param requesters of the recipient's codes; for each purpose the one with the fewest guesses left is returned
   */
  async statesOf(
    recipient: string,
    purposes: readonly string[],
    requesters: readonly Requester[],
  ): Promise<RecipientLimit[]> {
    const limits = this.touching(recipient, purposes, requesters);
    const counted = await this.counter.peek(limits);
    const states = counted.map((state, i) => {
      const { purpose, by } = limits[i]!;
      return { ...state, purpose, by, used: state.limit - state.remaining };
    });
    const least = new Map<string, RecipientLimit>();
    for (const state of states) {
      const line = [state.name, state.purpose, state.by].join(' ');
      if (state.remaining < (least.get(line)?.remaining ?? Infinity)) least.set(line, state);
    }
    return [...least.values()];
  }

  /** Resets every limit that `statesOf` returns, for all requesters. */
  async clear(recipient: string, purposes: readonly string[], requesters: readonly Requester[]): Promise<void> {
    const limits = this.touching(recipient, purposes, requesters);
    await this.counter.clear([...limits, ...this.otherPurposes(mailboxOf(recipient))]);
  }

  private touching(recipient: string, purposes: readonly string[], requesters: readonly Requester[]): TouchingLimit[] {
    const guesses: Guess[] = [
      ...purposes.map((purpose) => ({ recipient, purpose, by: 'recipient' as const })),
      ...requesters.map((asked) => ({ ...asked, recipient, by: 'challenge' as const })),
    ];
    return [
      ...this.counter.active(CODE_LIMITS, mailboxOf(recipient)),
      ...guesses.flatMap((guess) =>
        this.wrongCodes(guess).map((limit) => ({ ...limit, purpose: guess.purpose, by: guess.by })),
      ),
      ...this.counter.active(STREAK_LIMITS, mailboxOf(recipient)),
    ];
  }

  private codes(recipient: string, purpose: string): ActiveLimit[] {
    const mailbox = mailboxOf(recipient);
    const total = this.counter.active(CODE_LIMITS, mailbox);
    return SIGN_IN_PURPOSES.includes(purpose) ? total : [...total, ...this.otherPurposes(mailbox)];
  }

  private otherPurposes(mailbox: string): ActiveLimit[] {
    return this.counter
      .active(OTHER_PURPOSES.limits, mailbox, 'other purposes')
      .map((limit) => ({ ...limit, limit: Math.ceil(limit.limit * OTHER_PURPOSES.share) }));
  }

  private wrongCodes(guess: Guess): ActiveLimit[] {
    if (guess.by === 'challenge' && guess.isFirstOfChallenge) return [];
    const requesterKey = guess.by === 'challenge' ? [guess.requesterKey] : [];
    return this.counter.active(WRONG_CODE_LIMITS, mailboxOf(guess.recipient), guess.purpose, ...requesterKey);
  }

  private streak({ recipient }: Guess): ActiveLimit[] {
    return this.counter.active(STREAK_LIMITS, mailboxOf(recipient));
  }

  private wrongKeys(address: string): ActiveLimit[] {
    return this.counter.active(WRONG_KEY_LIMITS, 'admin key', addressKey(address));
  }
}
