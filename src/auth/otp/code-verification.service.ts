import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { toAsciiDigits } from '../../common/digits.js';
import { installationConfig, type InstallationConfig, secretsConfig, type SecretsConfig } from '../../config/index.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import { OutboxService } from '../../messaging/index.js';
import { ManagedCodeService } from '../../sms/index.js';
import { LimitService, type Guess } from '../../throttling/index.js';
import { CodeHasher } from './otp-code.js';
import { OtpTokenRepository, type CountedOtpToken, type OtpTokenSelector } from './otp-token.repository.js';
import type { Purpose } from './purpose.policy.js';
import { readRecipient, type RecipientInput } from './recipient.js';

/** How many of a recipient's codes are looked at to tell a replaced code from a wrong one. */
const RECENT = 4;
/** How long after a code was asked for its number alone still tells what has become of it. */
const REMEMBERED_MS = 60 * 60_000;

export interface EnteredCode {
  /** What the code was asked for with, or its challenge. */
  recipient?: RecipientInput;
  challengeId?: string;
  code: string;
  purpose: Purpose;
}

/** Why a code was not taken. */
export type Refusal =
  | { result: 'incorrect'; attemptsLeft: number }
  | { result: 'superseded'; attemptsLeft?: number }
  | { result: 'expired' | 'used' | 'exhausted' | 'not_found' }
  | { result: 'rate_limited'; retryAfterSeconds: number };

/** Uses the code for good, in one statement: undefined where it was used, replaced or ran out in the meantime. */
export type Use<T> = (otpTokenId: string) => Promise<T | undefined>;

export type VerificationResult<T> = { result: 'verified'; value: T } | Refusal;

/** Spends an attempt, compares, and has the code used when it is right. Every way it can turn out is a result. */
@Injectable()
export class CodeVerificationService {
  private readonly hasher: CodeHasher;

  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(secretsConfig.KEY) secrets: SecretsConfig,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    private readonly tokens: OtpTokenRepository,
    private readonly limits: LimitService,
    private readonly managed: ManagedCodeService,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {
    this.hasher = new CodeHasher(secrets.peppers);
  }

  /** @throws AppError phone_number_invalid, email_invalid, challenge_required, sms_unavailable, service_unavailable */
  async verify<T>(entered: EnteredCode, use: Use<T>): Promise<VerificationResult<T>> {
    const { purpose } = entered;
    const code = digitsOf(entered.code);
    if (entered.challengeId !== undefined) {
      return this.verifyHeld({ challengeId: entered.challengeId, purpose }, code, use);
    }
    if (this.otp.requireChallenge) throw new AppError('challenge_required');
    // Whoever could be called was not asked about here: any number may be looked up.
    const options = { defaultCountry: this.installation.defaultCountry, channel: 'call' } as const;
    const recipient = readRecipient(entered.recipient ?? {}, options).value;
    return this.verifyByRecipient(recipient, purpose, code, use);
  }

  /** For a code that a signed-in user has asked for: being signed in counts as holding the challenge. */
  async verifyForUser<T>(
    asked: { userId: string; recipient: string; purpose: Purpose },
    code: string,
    use: Use<T>,
  ): Promise<VerificationResult<T>> {
    return this.verifyHeld(asked, digitsOf(code), use);
  }

  /**
   * Guesses that name the recipient alone have a budget of their own. Where it has less left than a code has attempts, it
   * is counted first: guesses beyond it spend no attempt then, not even for a moment, of a code whose challenge somebody
   * holds. Before that the attempt is counted first, since a number without a code has nothing to be counted.
   */
  private async verifyByRecipient<T>(
    recipient: string,
    purpose: Purpose,
    code: string,
    use: Use<T>,
  ): Promise<VerificationResult<T>> {
    const selector = { recipient, purpose };
    const guess: Guess = { ...selector, by: 'recipient' };
    const left = await this.limits.peekWrongCodes(guess);
    if (!left.ok) return { result: 'rate_limited', retryAfterSeconds: left.retryAfterSeconds };
    if (left.remaining >= this.otp.maxAttempts) return this.attemptFirst(selector, () => guess, code, use);
    return this.budgetFirst(selector, guess, code, use);
  }

  private async budgetFirst<T>(
    selector: OtpTokenSelector,
    guess: Guess,
    code: string,
    use: Use<T>,
  ): Promise<VerificationResult<T>> {
    const budget = await this.limits.takeWrongCode(guess);
    if (!budget.ok) return { result: 'rate_limited', retryAfterSeconds: budget.retryAfterSeconds };
    const counted = await this.tokens.countAttempt(selector, this.now()).catch(async (error: unknown) => {
      await this.limits.giveBackWrongCode(guess, budget.takenAt);
      throw error;
    });
    if (counted) return this.evaluate(counted, selector, guess, budget.takenAt, code, use);
    await this.limits.giveBackWrongCode(guess, budget.takenAt);
    return this.explain(selector, code);
  }

  private async attemptFirst<T>(
    selector: OtpTokenSelector,
    guessAt: (counted: CountedOtpToken) => Guess,
    code: string,
    use: Use<T>,
  ): Promise<VerificationResult<T>> {
    const counted = await this.tokens.countAttempt(selector, this.now());
    if (!counted) return this.explain(selector, code);
    const guess = guessAt(counted);
    const budget = await this.limits.takeWrongCode(guess).catch((error: unknown) => this.giveBack(counted, error));
    if (budget.ok) return this.evaluate(counted, selector, guess, budget.takenAt, code, use);
    await this.tokens.giveBackAttempt(counted.id);
    return { result: 'rate_limited', retryAfterSeconds: budget.retryAfterSeconds };
  }

  /** Who holds the challenge is counted apart from strangers, as the one who has asked for it. */
  private verifyHeld<T>(selector: OtpTokenSelector, code: string, use: Use<T>): Promise<VerificationResult<T>> {
    const { purpose } = selector;
    const guessAt = ({ recipient, requesterKey }: CountedOtpToken): Guess => ({
      recipient,
      purpose,
      by: 'challenge',
      requesterKey,
    });
    return this.attemptFirst(selector, guessAt, code, use);
  }

  /** An attempt and the budget have been spent on it. */
  private async evaluate<T>(
    counted: CountedOtpToken,
    { purpose, userId }: OtpTokenSelector,
    guess: Guess,
    takenAt: Date,
    code: string,
    use: Use<T>,
  ): Promise<VerificationResult<T>> {
    const answer = await this.compare(counted, code).catch(async (error: unknown) => {
      await this.limits.giveBackWrongCode(guess, takenAt);
      throw error;
    });
    if (answer === 'wrong') return this.wrong(counted, { recipient: counted.recipient, purpose, userId }, code);
    if (answer !== 'right') {
      // The provider has looked at none.
      await this.limits.giveBackWrongCode(guess, takenAt);
      return { result: answer === 'exhausted' ? 'exhausted' : 'expired' };
    }
    await this.limits.endWrongCodes(guess, takenAt);
    // A use that fails costs a right code of ours nothing; a provider has used up its own.
    const value = await use(counted.id).catch((error: unknown) => this.giveBack(counted, error));
    if (value === undefined) return this.explain({ challengeId: counted.id, purpose, userId }, code);
    if (!counted.managedBy && this.managed.wantsFeedback()) await this.outbox.enqueueFeedback(counted.id);
    return { result: 'verified', value };
  }

  private async giveBack({ id }: CountedOtpToken, error: unknown): Promise<never> {
    await this.tokens.giveBackAttempt(id);
    throw error;
  }

  private async compare(counted: CountedOtpToken, code: string) {
    if (!counted.managedBy) return this.hasher.matches(counted.id, code, counted) ? 'right' : 'wrong';
    return this.managed
      .check(counted.id, counted.recipient, code)
      .catch((error: unknown) => this.giveBack(counted, error));
  }

  /** A wrong code that is the right one of a replaced code of the same recipient is told apart. */
  private async wrong(counted: CountedOtpToken, selector: OtpTokenSelector, code: string): Promise<Refusal> {
    const attemptsLeft = counted.maxAttempts - counted.attempts;
    const recent = await this.tokens.recent(selector, RECENT, this.remembered());
    const replaced = recent.some(
      (token) => token.status === 'superseded' && this.hasher.matches(token.id, code, token),
    );
    return replaced ? { result: 'superseded', attemptsLeft } : { result: 'incorrect', attemptsLeft };
  }

  /**
   * Why no attempt could be spent. That a code was used is told only to who knows it, and by recipient nothing of codes
   * long ago: whether a number has ever asked is nobody's business.
   */
  private async explain(selector: OtpTokenSelector, code: string): Promise<Refusal> {
    const [newest] = await this.tokens.recent(selector, 1, this.remembered());
    if (!newest) return { result: 'not_found' };
    if (newest.status === 'used') {
      return { result: this.hasher.matches(newest.id, code, newest) ? 'used' : 'not_found' };
    }
    if (newest.status === 'superseded') return { result: 'superseded' };
    if (newest.expiresAt.getTime() <= this.clock.now()) return { result: 'expired' };
    return { result: 'exhausted' };
  }

  private now(): Date {
    return new Date(this.clock.now());
  }

  private remembered(): Date {
    return new Date(this.clock.now() - REMEMBERED_MS);
  }
}

/** Keyboards write digits of their own. */
function digitsOf(entered: string): string {
  return toAsciiDigits(entered).trim();
}
