import { Inject, Injectable } from '@nestjs/common';
import { AppError, errorCodeOf } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { readRecipient, type RecipientInput } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { CodeGuardService } from '../../fraud/index.js';
import { OutboxService } from '../../messaging/index.js';
import { countRateLimited, countVerification } from '../../metrics/index.js';
import { ManagedCodeService } from '../../sms/index.js';
import { recordSpan } from '../../tracing/index.js';
import { CodeHasher } from './code-hasher.js';
import type { FoundCode, Refusal } from './code-refusal.policy.js';
import { CodeRefusalService } from './code-refusal.service.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import type { OtpTokenSelector } from './count-attempt.sql.js';
import { OtpTokenRepository, type CandidateCode, type CountedAttempt } from './otp-token.repository.js';
import type { Purpose } from './purpose.policy.js';
import { VerificationAttemptService } from './verification-attempt.service.js';
import { WrongCodeEventService } from './wrong-code-event.service.js';

/** A code with what identifies it: its challenge, or the recipient it was requested for. */
export interface EnteredCode {
  recipient?: RecipientInput;
  challengeId?: string;
  /** As `readCode` returns it. */
  code: string;
  purpose: Purpose;
}

/** Uses the code for good, in one statement. Undefined if the code is no longer live. */
export type UseCode<T> = (otpTokenId: string) => Promise<T | undefined>;

export type VerificationResult<T> = { result: 'verified'; value: T; found: FoundCode } | Refusal;

type ManagedAnswer = Awaited<ReturnType<ManagedCodeService['check']>>;
type Comparison = { right: CandidateCode } | Exclude<ManagedAnswer, 'right'>;

/** More than the codes of a number that can be requested at the same moment. */
const USE_TRIES = 30;

/** Verifies codes: spends an attempt, compares, and uses the code if it is right. Every outcome is a result. */
@Injectable()
export class CodeVerificationService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    private readonly otpTokens: OtpTokenRepository,
    private readonly attempts: VerificationAttemptService,
    private readonly refusals: CodeRefusalService,
    private readonly wrongCodes: WrongCodeEventService,
    private readonly hasher: CodeHasher,
    private readonly managed: ManagedCodeService,
    private readonly outbox: OutboxService,
    private readonly guard: CodeGuardService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError phone_number_invalid, email_invalid, challenge_required, sms_unavailable, service_unavailable */
  async verify<T>(entered: EnteredCode, use: UseCode<T>): Promise<VerificationResult<T>> {
    return this.record(entered.purpose, async () => {
      if (await this.isForAnotherRecipient(entered)) return { result: 'not_found' };
      return this.check(this.selectorOf(entered), entered.code, use);
    });
  }

  /** For a code that this signed-in user has requested. */
  async verifyForUser<T>(
    requested: { userId: string; recipient: string; purpose: Purpose },
    code: string,
    use: UseCode<T>,
  ): Promise<VerificationResult<T>> {
    return this.record(requested.purpose, () => this.check(requested, code, use));
  }

  /** Counts the result, and adds it to the trace of the request for the code. */
  private async record<T>(
    purpose: Purpose,
    check: () => Promise<VerificationResult<T>>,
  ): Promise<VerificationResult<T>> {
    const startedAt = Date.now();
    try {
      const result = await check();
      const { found } = result;
      countVerification({ purpose, channel: found?.channel, result: result.result });
      const attributes = { 'ramz.purpose': purpose, 'ramz.result': result.result };
      recordSpan({ name: 'enter code', attributes, parent: found?.traceparent }, startedAt);
      if (result.result === 'rate_limited') countRateLimited(result.limit);
      return result;
    } catch (error) {
      countVerification({ purpose, result: errorCodeOf(error) });
      throw error;
    }
  }

  private selectorOf({ challengeId, recipient, purpose }: EnteredCode): OtpTokenSelector {
    if (challengeId !== undefined) return { challengeId, purpose };
    if (this.otp.requireChallenge) throw new AppError('challenge_required');
    return { recipient: this.read(recipient ?? {}), purpose };
  }

  /** Landlines are accepted here, because nothing is sent. */
  private read(recipient: RecipientInput): string {
    const options = { defaultCountry: this.installation.defaultCountry, channel: 'call' } as const;
    return readRecipient(recipient, options).value;
  }

  /** A caller who sends both would take the success for that of the number it sent. */
  private async isForAnotherRecipient({ challengeId, recipient = {} }: EnteredCode): Promise<boolean> {
    if (challengeId === undefined || (recipient.phoneNumber ?? recipient.email) === undefined) return false;
    const requestedFor = await this.otpTokens.recipientOf(challengeId);
    return requestedFor !== undefined && requestedFor !== this.read(recipient);
  }

  private async check<T>(selector: OtpTokenSelector, code: string, use: UseCode<T>): Promise<VerificationResult<T>> {
    const spent = await this.attempts.spend(selector);
    if (spent.result === 'no_live_code') return this.refusals.withoutLiveCode(selector, code);
    if (spent.result === 'rate_limited') return spent;
    const { attempt, beyondBudget } = spent;
    const found = attempt.counted;

    const answer = await attempt.orRefund(this.compare(attempt.counted, code));
    if (typeof answer === 'string') {
      if (answer === 'wrong') await this.wrongCodes.record(attempt, selector.purpose);
      if (beyondBudget) return { result: 'rate_limited', found, ...beyondBudget };
      if (answer === 'wrong') return this.refusals.ofWrongCode(attempt.counted, selector, code);
      // The provider has compared nothing.
      await attempt.refundBudget();
      return { result: answer === 'ended' ? 'expired' : answer, found };
    }

    const { right } = answer;
    const [, value] = await Promise.all([attempt.endWrongCodes(), attempt.orRefund(this.useLive(right.id, use))]);
    if (value === undefined) {
      const { purpose, userId } = selector;
      return this.refusals.withoutLiveCode({ challengeId: right.id, purpose, userId }, code);
    }
    await this.guard.drain(attempt.counted.recipient);
    if (!right.managedBy && this.managed.wantsFeedback()) await this.outbox.enqueueFeedback(right.id);
    return { result: 'verified', value, found };
  }

  /** Compares our codes first. A provider that cannot answer does not give back a guess that was compared with one. */
  private async compare({ candidates, recipient }: CountedAttempt, code: string): Promise<Comparison> {
    const ours = candidates.filter(({ managedBy }) => !managedBy);
    const right = ours.find((candidate) => this.hasher.matches(candidate.id, code, candidate));
    if (right) return { right };
    // A provider has one code for a number, so the newest is checked alone.
    const managed = candidates.find(({ managedBy }) => managedBy);
    if (!managed) return 'wrong';
    const checked = this.managed.check(managed.id, recipient, code);
    const answer = await (ours.length > 0 ? checked.catch(() => 'wrong' as const) : checked);
    if (answer === 'right') return { right: managed };
    return ours.length > 0 ? 'wrong' : answer;
  }

  /** Uses the code, again as long as a newer one that is requested at the same moment gets in between. */
  private async useLive<T>(id: string, use: UseCode<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const value = await use(id);
      if (value !== undefined || attempt === USE_TRIES) return value;
      if (!(await this.otpTokens.isLive(id, new Date(this.clock.now())))) return undefined;
    }
  }
}
