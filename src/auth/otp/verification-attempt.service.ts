import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LimitService, type Guess } from '../../throttling/index.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import type { OtpTokenSelector } from './count-attempt.sql.js';
import { OtpTokenRepository, type CountedAttempt } from './otp-token.repository.js';
import { VerificationAttempt } from './verification-attempt.js';

export type SpendResult =
  /** `beyondBudget`: if the code is wrong, the answer is that the budget is used up. */
  | { result: 'spent'; attempt: VerificationAttempt; beyondBudget?: Beyond }
  | { result: 'no_live_code' }
  | ({ result: 'rate_limited' } & Beyond);

/** A limit without anything left. */
interface Beyond {
  /** Its name. */
  limit: string;
  retryAfterSeconds: number;
}

/** Spends an attempt of the code and one of the budget of wrong codes, or neither, before anything is compared. */
@Injectable()
export class VerificationAttemptService {
  constructor(
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    private readonly otpTokens: OtpTokenRepository,
    private readonly limits: LimitService,
    private readonly clock: Clock,
  ) {}

  /**
   * A guess with the challenge counts against the budget of whoever requested the code; being signed in as that user
   * counts as holding the challenge. A guess with the recipient alone counts against the budget that strangers share. If
   * that budget has less left than a code has attempts, it is spent first, so that guesses beyond it never touch a code
   * whose challenge somebody holds. Otherwise the attempt is spent first, because a number without a live code must not
   * use up its budget. Clients behind one address share the budget of a requester, so the first guess at a challenge is
   * compared even if that budget is used up.
   */
  async spend(selector: OtpTokenSelector): Promise<SpendResult> {
    const { purpose } = selector;
    if ('challengeId' in selector || selector.userId !== undefined) {
      return this.attemptFirst(selector, ({ recipient, requesterKey }) => ({
        by: 'challenge',
        recipient,
        purpose,
        requesterKey,
      }));
    }
    const guess: Guess = { by: 'recipient', recipient: selector.recipient, purpose };
    const left = await this.limits.peekWrongCodes(guess);
    if (!left.ok) return { result: 'rate_limited', ...beyond(left) };
    return left.remaining < this.otp.maxAttempts
      ? this.budgetFirst(selector, guess)
      : this.attemptFirst(selector, () => guess);
  }

  private async attemptFirst(
    selector: OtpTokenSelector,
    guessAt: (counted: CountedAttempt) => Guess,
  ): Promise<SpendResult> {
    const attempt = new VerificationAttempt(this.otpTokens, this.limits);
    if (!(await attempt.countAttempt(selector, this.now()))) return { result: 'no_live_code' };
    const guess = guessAt(attempt.counted);
    const budget = await attempt.orRefund(attempt.takeBudget(guess));
    if (budget.ok) return { result: 'spent', attempt };
    if (guess.by === 'challenge' && attempt.counted.isFirstOfChallenge) {
      const first = await attempt.orRefund(attempt.takeBudget({ ...guess, isFirstOfChallenge: true }));
      if (first.ok) return { result: 'spent', attempt, beyondBudget: beyond(budget) };
    }
    await attempt.refund();
    return { result: 'rate_limited', ...beyond(budget) };
  }

  private async budgetFirst(selector: OtpTokenSelector, guess: Guess): Promise<SpendResult> {
    const attempt = new VerificationAttempt(this.otpTokens, this.limits);
    const budget = await attempt.takeBudget(guess);
    if (!budget.ok) return { result: 'rate_limited', ...beyond(budget) };
    if (await attempt.orRefund(attempt.countAttempt(selector, this.now()))) return { result: 'spent', attempt };
    await attempt.refund();
    return { result: 'no_live_code' };
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

function beyond({ rule, retryAfterSeconds }: { rule: string; retryAfterSeconds: number }): Beyond {
  return { limit: rule, retryAfterSeconds };
}
