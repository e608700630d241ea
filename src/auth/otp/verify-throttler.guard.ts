import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isUUID } from 'class-validator';
import { Clock } from '../../common/clock.js';
import { IpThrottlerGuard, LimitService } from '../../throttling/index.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import { readCode } from './otp-code.js';
import { OtpTokenRepository } from './otp-token.repository.js';

/**
 * Limits guesses by address. People share addresses, so a guess at a live challenge that was requested from the same address
 * is admitted beyond the limit, as often as a challenge has attempts. Text that can be no code is no guess; it is admitted to
 * be refused by the validation.
 */
@Injectable()
export class VerifyThrottlerGuard extends IpThrottlerGuard {
  @Inject(otpConfig.KEY) private readonly otp!: OtpConfig;
  @Inject(LimitService) private readonly limits!: LimitService;
  @Inject(OtpTokenRepository) private readonly otpTokens!: OtpTokenRepository;
  @Inject(Clock) private readonly clock!: Clock;

  /** The body has been read by then, but not validated. */
  protected override async isExempt({ body, ip }: FastifyRequest): Promise<boolean> {
    if (typeof body !== 'object' || body === null || !('challenge_id' in body)) return false;
    const challengeId = body.challenge_id;
    if (typeof challengeId !== 'string' || !isUUID(challengeId)) return false;
    const requesterKey = this.limits.requesterKeyOf({ address: ip });
    if (!(await this.otpTokens.canBeGuessed(challengeId, requesterKey, new Date(this.clock.now())))) return false;
    if (!isGuess(body, this.otp.length)) return true;
    return (await this.limits.takeOwnChallenge(challengeId, this.otp.maxAttempts)).ok;
  }
}

/** Whether the route would compare the code of a body. Like the route, it prefers `code` to `otp_code`. */
function isGuess(body: object, length: number): boolean {
  const { code, otp_code: otherName }: { code?: unknown; otp_code?: unknown } = { ...body };
  const entered = code ?? otherName;
  return typeof entered === 'string' && readCode(entered, length) !== undefined;
}
