import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { CHANNELS, type Channel } from '../otp/channel.js';
import { OtpTokenRepository } from '../otp/otp-token.repository.js';
import { PURPOSES, type Purpose } from '../otp/purpose.policy.js';
import { UserRepository } from '../users/user.repository.js';
import { SigningKeys } from '../sessions/signing-keys.js';

export const VERIFICATION_TOKEN_SECONDS = 600;

/** A separate `typ`, so that access tokens and verification tokens cannot stand in for each other. */
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
  /** Where the code went: E.164, or an e-mail address. */
  contact: string;
  /** The user who has the contact. */
  userId?: string;
  purpose: Purpose;
  /** How the code went there. */
  channel: Channel;
  verifiedAt: Date;
}

/** Signed proofs, for the caller's own backend, that the code sent to a number or an address was entered correctly. */
@Injectable()
export class VerificationTokenService {
  constructor(
    private readonly otpTokens: OtpTokenRepository,
    private readonly users: UserRepository,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** Uses a code that was entered correctly. Undefined if the code is no longer active. */
  async issue(challengeId: string): Promise<string | undefined> {
    const now = this.clock.now();
    const used = await this.otpTokens.use(challengeId, new Date(now));
    if (!used) return undefined;
    const { sentTo, purpose, channel } = used;
    const claims = { jti: challengeId, sub: sentTo, purpose, channel };
    return this.keys.sign(claims, TOKEN_TYPE, now, VERIFICATION_TOKEN_SECONDS * 1000);
  }

  /**
   * Only one concurrent call with the same token succeeds. A token for another purpose than `expected` stays valid.
   * @throws AppError verification_token_invalid, verification_token_used
   */
  async consume(verificationToken: string, expected?: Purpose): Promise<Proof> {
    const now = this.clock.now();
    const claims = claimsSchema.safeParse(await this.keys.verify(verificationToken, TOKEN_TYPE, now));
    if (!claims.success) throw new AppError('verification_token_invalid');
    if (expected && claims.data.purpose !== expected) {
      const detail = `The verification token is for ${claims.data.purpose}, and not for ${expected}.`;
      throw new AppError('verification_token_invalid', { detail });
    }
    const { jti: challengeId, sub: contact, purpose, channel, iat } = claims.data;
    // Looked up first, so that a failure does not consume the token.
    const userId = await this.users.idOf(contact);
    const consumption = await this.otpTokens.consume(challengeId, new Date(now));
    if (consumption === 'unknown') throw new AppError('verification_token_invalid');
    if (consumption === 'consumed before') throw new AppError('verification_token_used');
    return { challengeId, contact, userId, purpose, channel, verifiedAt: new Date(iat * 1000) };
  }
}
