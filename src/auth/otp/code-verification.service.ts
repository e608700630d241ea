import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { readRecipient, type RecipientInput } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { OutboxService } from '../../messaging/index.js';
import { ManagedCodeService } from '../../sms/index.js';
import { CodeHasher } from './code-hasher.js';
import type { Refusal } from './code-refusal.policy.js';
import { CodeRefusalService } from './code-refusal.service.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import type { CountedOtpToken, OtpTokenSelector } from './otp-token.repository.js';
import type { Purpose } from './purpose.policy.js';
import { VerificationAttemptService } from './verification-attempt.service.js';

/** A code with what identifies it: its challenge, or the recipient it was requested for. */
export interface EnteredCode {
  recipient?: RecipientInput;
  challengeId?: string;
  /** As `readCode` returns it. */
  code: string;
  purpose: Purpose;
}

/** Uses the code for good, in one statement. Undefined if the code is no longer active. */
export type UseCode<T> = (otpTokenId: string) => Promise<T | undefined>;

export type VerificationResult<T> = { result: 'verified'; value: T } | Refusal;

/** Verifies codes: spends an attempt, compares, and uses the code if it is right. Every outcome is a result. */
@Injectable()
export class CodeVerificationService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    private readonly attempts: VerificationAttemptService,
    private readonly refusals: CodeRefusalService,
    private readonly hasher: CodeHasher,
    private readonly managed: ManagedCodeService,
    private readonly outbox: OutboxService,
  ) {}

  /** @throws AppError phone_number_invalid, email_invalid, challenge_required, sms_unavailable, service_unavailable */
  async verify<T>(entered: EnteredCode, use: UseCode<T>): Promise<VerificationResult<T>> {
    return this.check(this.selectorOf(entered), entered.code, use);
  }

  /** For a code that this signed-in user has requested. */
  async verifyForUser<T>(
    requested: { userId: string; recipient: string; purpose: Purpose },
    code: string,
    use: UseCode<T>,
  ): Promise<VerificationResult<T>> {
    return this.check(requested, code, use);
  }

  private selectorOf({ challengeId, recipient, purpose }: EnteredCode): OtpTokenSelector {
    if (challengeId !== undefined) return { challengeId, purpose };
    if (this.otp.requireChallenge) throw new AppError('challenge_required');
    // Landlines are accepted here, because nothing is sent.
    const options = { defaultCountry: this.installation.defaultCountry, channel: 'call' } as const;
    return { recipient: readRecipient(recipient ?? {}, options).value, purpose };
  }

  private async check<T>(selector: OtpTokenSelector, code: string, use: UseCode<T>): Promise<VerificationResult<T>> {
    const spent = await this.attempts.spend(selector);
    if (spent.result === 'no_live_code') return this.refusals.withoutLiveCode(selector, code);
    if (spent.result === 'rate_limited') return spent;
    const { attempt } = spent;
    const { otpToken } = attempt;

    const answer = await attempt.orRefund(this.compare(otpToken, code));
    if (answer === 'wrong') return this.refusals.ofWrongCode(otpToken, selector, code);
    if (answer !== 'right') {
      // The provider has compared nothing.
      await attempt.refundBudget();
      return { result: answer === 'ended' ? 'expired' : answer };
    }

    await attempt.endWrongCodes();
    const value = await attempt.orRefund(use(otpToken.id));
    if (value === undefined) {
      const { purpose, userId } = selector;
      return this.refusals.withoutLiveCode({ challengeId: otpToken.id, purpose, userId }, code);
    }
    if (!otpToken.managedBy && this.managed.wantsFeedback()) await this.outbox.enqueueFeedback(otpToken.id);
    return { result: 'verified', value };
  }

  private async compare(otpToken: CountedOtpToken, code: string) {
    const { id, recipient, managedBy } = otpToken;
    if (managedBy) return this.managed.check(id, recipient, code);
    return this.hasher.matches(id, code, otpToken) ? 'right' : 'wrong';
  }
}
