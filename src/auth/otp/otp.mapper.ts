import { AppError } from '../../common/app-error.js';
import { recipientFields } from '../../common/recipient.js';
import type { Client } from '../../http/index.js';
import { tooManyForRecipient } from '../../throttling/index.js';
import type { Challenge } from './challenge.service.js';
import type { Refusal } from './code-refusal.policy.js';
import type { DeliveryOptions, SentCode } from './code-request.service.js';
import { readCode } from './otp-code.js';
import type { ChallengeDto, CodeSentDto, DeliveryOptionsDto, EnteredCodeDto } from './otp.dto.js';

export function deliveryOptionsOf(body: DeliveryOptionsDto, client: Client): DeliveryOptions {
  return { channel: body.channel, locale: body.locale, captchaToken: body.captcha_token, client };
}

/**
 * Refuses text that can be no code before it costs an attempt.
 * @throws AppError validation_failed
 */
export function codeOf({ code, otp_code }: EnteredCodeDto, length: number): string {
  const entered = readCode(code ?? otp_code ?? '', length);
  if (entered !== undefined) return entered;
  const field = code === undefined ? 'otp_code' : 'code';
  const sentence = `${field} must be the ${length} digits of the code that was sent`;
  throw new AppError('validation_failed', { detail: sentence, errors: { [field]: [sentence] } });
}

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

export function toChallengeDto(challenge: Challenge): ChallengeDto {
  return {
    status: challenge.status,
    delivery: challenge.delivery,
    expires_in: challenge.expiresInSeconds,
    resend_in: challenge.resendInSeconds,
    attempts_left: challenge.attemptsLeft,
    detail: challenge.detail,
  };
}

export function toRefusalError(refusal: Refusal): AppError {
  switch (refusal.result) {
    case 'incorrect':
    case 'superseded':
      return new AppError(`otp_${refusal.result}`, { extensions: { attempts_left: refusal.attemptsLeft } });
    case 'rate_limited':
      return tooManyForRecipient(refusal.retryAfterSeconds);
    default:
      return new AppError(`otp_${refusal.result}`);
  }
}
