import type { Guess, LimitService, LimitTake } from '../../throttling/index.js';
import type { OtpTokenSelector } from './count-attempt.sql.js';
import type { CountedAttempt, OtpTokenRepository } from './otp-token.repository.js';

/** One guess at a code, and what it has spent so far: an attempt of the code, and one of the budget of wrong codes. */
export class VerificationAttempt {
  /** Set by `countAttempt`. */
  counted!: CountedAttempt;
  private isCounted = false;
  private budget?: { guess: Guess; takenAt: Date };
  /** The limit of wrong codes that this guess has used up, if it is wrong. */
  exhausted?: { limit: string; by: Guess['by'] };

  constructor(
    private readonly otpTokens: OtpTokenRepository,
    private readonly limits: LimitService,
  ) {}

  /** Spends one attempt of the live code. False if there is no live code. */
  async countAttempt(selector: OtpTokenSelector, now: Date): Promise<boolean> {
    const counted = await this.otpTokens.countAttempt(selector, now);
    if (!counted) return false;
    this.counted = counted;
    this.isCounted = true;
    return true;
  }

  /** Spends one of the budget of wrong codes, if any is left. */
  async takeBudget(guess: Guess): Promise<LimitTake> {
    const budget = await this.limits.takeWrongCode(guess);
    if (!budget.ok) return budget;
    this.budget = { guess, takenAt: budget.takenAt };
    const usedUp = budget.states.find(({ remaining }) => remaining === 0);
    this.exhausted = usedUp && { limit: usedUp.name, by: guess.by };
    return budget;
  }

  /** Gives back what was spent. For guesses that were not evaluated, and for right codes that could not be used. */
  async refund(): Promise<void> {
    const { isCounted } = this;
    this.isCounted = false;
    await Promise.all([isCounted && this.otpTokens.giveBackAttempt(this.counted.otpTokenId), this.refundBudget()]);
  }

  /** Refunds if the step throws. Only for steps that have evaluated nothing by then. */
  async orRefund<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      await this.refund();
      throw error;
    }
  }

  /** Gives back the budget and keeps the attempt spent. */
  async refundBudget(): Promise<void> {
    const { budget } = this;
    this.budget = undefined;
    if (budget) await this.limits.giveBackWrongCode(budget.guess, budget.takenAt);
  }

  /** Gives back the budget of a right code, and resets the streak of wrong codes. */
  async endWrongCodes(): Promise<void> {
    const { budget } = this;
    this.budget = undefined;
    if (budget) await this.limits.endWrongCodes(budget.guess, budget.takenAt);
  }
}
