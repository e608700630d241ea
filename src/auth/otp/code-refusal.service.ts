import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CodeHasher } from './code-hasher.js';
import { refusalOfWrongCode, refusalWithoutLiveCode, type Refusal } from './code-refusal.policy.js';
import type { OtpTokenSelector } from './count-attempt.sql.js';
import { OtpTokenRepository, type CountedAttempt } from './otp-token.repository.js';
import type { OtpTokenState } from './recent-otp-tokens.sql.js';

/** How many of a recipient's codes are searched for a superseded one. */
const RECENT_COUNT = 4;
/** Older codes are ignored, so that a number alone does not reveal whether it has ever requested a code. */
const RECENT_MS = 60 * 60_000;

/** Finds out why a code was not accepted. */
@Injectable()
export class CodeRefusalService {
  constructor(
    private readonly otpTokens: OtpTokenRepository,
    private readonly hasher: CodeHasher,
    private readonly clock: Clock,
  ) {}

  /** For a guess that found no live code. */
  async withoutLiveCode(selector: OtpTokenSelector, code: string): Promise<Refusal> {
    const [newest] = await this.recent(selector, 1);
    const refusal = refusalWithoutLiveCode(newest, this.clock.now(), this.matches(code));
    return { ...refusal, found: newest };
  }

  /** For a code that was compared and is wrong. */
  async ofWrongCode(compared: CountedAttempt, selector: OtpTokenSelector, code: string): Promise<Refusal> {
    const { recipient, maxAttempts, attempts } = compared;
    const { purpose, userId } = selector;
    const recent = await this.recent({ recipient, purpose, userId }, RECENT_COUNT);
    const refusal = refusalOfWrongCode(recent, maxAttempts - attempts, this.clock.now(), this.matches(code));
    return { ...refusal, found: compared };
  }

  private recent(selector: OtpTokenSelector, limit: number): Promise<OtpTokenState[]> {
    return this.otpTokens.recent(selector, limit, new Date(this.clock.now() - RECENT_MS));
  }

  private matches(code: string) {
    return (otpToken: OtpTokenState) => this.hasher.matches(otpToken.id, code, otpToken);
  }
}
