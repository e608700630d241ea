import { AppError } from '../../common/app-error.js';
import { tooManyRequests } from '../../throttling/index.js';
import type { SentCode } from './code-request.service.js';
import type { Refusal } from './code-verification.service.js';
import type { CodeSentDto } from './otp.dto.js';
import { recipientFields } from './recipient.js';

export function toCodeSentDto(sent: SentCode, codeLength: number): CodeSentDto {
  return {
    ...recipientFields(sent.recipient),
    message: 'OTP sent successfully',
    expires_in: sent.expiresInSeconds,
    resend_in: sent.resendInSeconds,
    challenge_id: sent.challengeId,
    channel: sent.channel,
    code_length: codeLength,
  };
}

/** Why a code was not taken, as clients are told. */
export function toError(refusal: Refusal): AppError {
  switch (refusal.result) {
    case 'incorrect':
    case 'superseded':
      return new AppError(`otp_${refusal.result}`, { extensions: { attempts_left: refusal.attemptsLeft } });
    case 'rate_limited':
      return tooManyRequests(refusal.retryAfterSeconds);
    default:
      return new AppError(`otp_${refusal.result}`);
  }
}
