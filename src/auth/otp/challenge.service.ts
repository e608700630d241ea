import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock, secondsBetween } from '../../common/clock.js';
import { ERROR_CODES } from '../../common/error-codes.js';
import { kindOf } from '../../common/recipient.js';
import { deliveryFailureSentence } from './delivery-failure.policy.js';
import { OtpTokenRepository, type ChallengeState } from './otp-token.repository.js';
import type { Purpose } from './purpose.policy.js';

export const CHALLENGE_STATUSES = ['active', 'used', 'superseded', 'expired', 'exhausted'] as const;
export type ChallengeStatus = (typeof CHALLENGE_STATUSES)[number];

export const DELIVERIES = ['queued', 'sent', 'delivered', 'failed'] as const;
export type Delivery = (typeof DELIVERIES)[number];

export interface Challenge {
  status: ChallengeStatus;
  delivery: Delivery;
  expiresInSeconds: number;
  resendInSeconds: number;
  attemptsLeft: number;
  /** A sentence for the user, if the user should do something. */
  detail?: string;
}

/** From then on a code that was requested by e-mail for a number is shown as sent, whatever happens to its message. */
const SECOND_CHANNEL_SENT_MS = 3000;

/** Reports the state of a code to the client that requested it. */
@Injectable()
export class ChallengeService {
  constructor(
    private readonly otpTokens: OtpTokenRepository,
    private readonly clock: Clock,
  ) {}

  /** What the code was requested for; `login` for a challenge that is unknown, and without one. */
  async purposeOf(challengeId: string | undefined): Promise<Purpose> {
    const purpose = challengeId === undefined ? undefined : await this.otpTokens.purposeOf(challengeId);
    return purpose ?? 'login';
  }

  /** @throws AppError otp_not_found */
  async find(challengeId: string): Promise<Challenge> {
    const state = await this.otpTokens.challenge(challengeId);
    if (!state) throw new AppError('otp_not_found');
    const now = this.clock.now();
    const status = statusOf(state, now);
    const delivery = deliveryOf(state, now);
    const isLive = status === 'active';
    return {
      status,
      delivery,
      expiresInSeconds: isLive ? secondsBetween(now, state.expiresAt.getTime()) : 0,
      resendInSeconds: isLive ? secondsBetween(now, state.resendAt.getTime()) : 0,
      attemptsLeft: isLive ? state.maxAttempts - state.attempts : 0,
      detail: detailOf(status, delivery, state),
    };
  }
}

function statusOf(state: ChallengeState, now: number): ChallengeStatus {
  if (state.status !== 'active') return state.status;
  if (state.expiresAt.getTime() <= now) return 'expired';
  return state.attempts >= state.maxAttempts ? 'exhausted' : 'active';
}

function deliveryOf(state: ChallengeState, now: number): Delivery {
  if (isSecondChannel(state)) return now < state.createdAt.getTime() + SECOND_CHANNEL_SENT_MS ? 'queued' : 'sent';
  switch (state.messageStatus) {
    // Nothing is sent to test numbers.
    case null:
      return 'delivered';
    case 'queued':
    case 'sending':
      return 'queued';
    case 'accepted':
      return 'sent';
    case 'delivered':
      return 'delivered';
    default:
      return 'failed';
  }
}

/** What happens to such a message, and when, would reveal to a stranger whether the owner has verified an address. */
function isSecondChannel({ channel, recipient }: ChallengeState): boolean {
  return channel === 'email' && kindOf(recipient) === 'phone';
}

function detailOf(status: ChallengeStatus, delivery: Delivery, state: ChallengeState): string | undefined {
  if (status !== 'active') return ERROR_CODES[`otp_${status}`].detail;
  return delivery === 'failed' ? deliveryFailureSentence(state) : undefined;
}
