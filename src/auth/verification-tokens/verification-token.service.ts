import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { CHANNELS, type Channel } from '../otp/otp.dto.js';
import { OtpTokenRepository } from '../otp/otp-token.repository.js';
import { PURPOSES, type Purpose } from '../otp/purpose.policy.js';
import { SigningKeys } from '../sessions/signing-keys.js';

export const VERIFICATION_TOKEN_SECONDS = 600;

/** Of its own, so that no access token passes for one, nor the other way round. */
const TOKEN_TYPE = 'verification+jwt';

const claimsSchema = z.object({
  jti: z.uuid(),
  sub: z.string(),
  purpose: z.enum(PURPOSES),
  channel: z.enum(CHANNELS),
  iat: z.number(),
});

export interface Proof {
  challengeId: string;
  /** E.164, or an address. */
  recipient: string;
  purpose: Purpose;
  /** How the code was asked to be sent. */
  channel: Channel;
  verifiedAt: Date;
}

/** Signed proofs, for the caller's own backend, that somebody has entered the code that was sent to a recipient. */
@Injectable()
export class VerificationTokenService {
  constructor(
    private readonly tokens: OtpTokenRepository,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** Uses a code whose digits were right. Undefined when it was used, replaced or ran out in the meantime. */
  async issue(challengeId: string): Promise<string | undefined> {
    const now = this.clock.now();
    const used = await this.tokens.use(challengeId, new Date(now));
    if (!used) return undefined;
    const { recipient, purpose, channel } = used;
    const claims = { jti: challengeId, sub: recipient, purpose, channel };
    return this.keys.sign(claims, TOKEN_TYPE, now, VERIFICATION_TOKEN_SECONDS * 1000);
  }

  /**
   * Of any number of calls with the same token one succeeds. One for another purpose than `expected` is left as it is.
   * @throws AppError verification_token_invalid, verification_token_used
   */
  async consume(token: string, expected?: Purpose): Promise<Proof> {
    const now = this.clock.now();
    const claims = claimsSchema.safeParse(await this.keys.verify(token, TOKEN_TYPE, now));
    if (!claims.success) throw new AppError('verification_token_invalid');
    if (expected && claims.data.purpose !== expected) {
      const detail = `The verification token is for ${claims.data.purpose}, and not for ${expected}.`;
      throw new AppError('verification_token_invalid', { detail });
    }
    const { jti: challengeId, sub: recipient, purpose, channel, iat } = claims.data;
    const consumption = await this.tokens.consume(challengeId, new Date(now));
    if (consumption === 'unknown') throw new AppError('verification_token_invalid');
    if (consumption === 'consumed before') throw new AppError('verification_token_used');
    return { challengeId, recipient, purpose, channel, verifiedAt: new Date(iat * 1000) };
  }
}
