import type { OtpTokenState } from './recent-otp-tokens.sql.js';

/** The code that a guess was about. */
export type FoundCode = Pick<OtpTokenState, 'channel' | 'traceparent'>;

/** Why a code was not accepted. `found` is absent if no code was found. */
export type Refusal = { found?: FoundCode } & (
  | { result: 'incorrect'; attemptsLeft: number }
  | { result: 'superseded'; attemptsLeft?: number }
  | { result: 'expired' | 'used' | 'exhausted' | 'not_found' }
  | { result: 'rate_limited'; /** The name of the limit. */ limit: string; retryAfterSeconds: number }
);

/** Whether the entered digits are those of this code. */
type Matches = (otpToken: OtpTokenState) => boolean;

/**
 * For a code that was compared and is wrong. A superseded code of the same recipient has a result of its own, and so has
 * one that expired while it was being replaced.
 * @param recent the newest codes of the recipient
 * @param now Unix time in milliseconds
 */
export function refusalOfWrongCode(
  recent: OtpTokenState[],
  attemptsLeft: number,
  now: number,
  matches: Matches,
): Refusal {
  const entered = recent.find((otpToken) => isEarlier(otpToken.status) && matches(otpToken));
  if (entered?.status === 'replacing' && entered.expiresAt.getTime() <= now) return { result: 'expired' };
  return { result: entered?.status === 'superseded' ? 'superseded' : 'incorrect', attemptsLeft };
}

function isEarlier(status: OtpTokenState['status']): boolean {
  return status === 'superseded' || status === 'replacing';
}

/**
 * For a guess that found no live code. Only a client that knows a used code learns that it was used.
 * @param newest the newest code that the guess could mean
 * @param now Unix time in milliseconds
 */
export function refusalWithoutLiveCode(newest: OtpTokenState | undefined, now: number, matches: Matches): Refusal {
  if (!newest) return { result: 'not_found' };
  if (newest.status === 'used') return { result: matches(newest) ? 'used' : 'not_found' };
  if (newest.status === 'superseded') return { result: 'superseded' };
  return { result: newest.expiresAt.getTime() <= now ? 'expired' : 'exhausted' };
}
