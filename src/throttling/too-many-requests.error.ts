import { AppError } from '../common/app-error.js';

/**
 * Creates the error of a refused request. Its sentence names the waiting time, rounded up.
 * @param what the requests that were too many
 */
export function tooManyRequests(retryAfterSeconds: number, what = 'OTP requests'): AppError {
  const detail = `Too many ${what}. Please try again in ${waitingTime(retryAfterSeconds)}.`;
  return new AppError('rate_limited', { detail, retryAfterSeconds });
}

/**
 * For a limit of a recipient. Strangers may send requests for it, so the time is rounded up to whole minutes, above an hour
 * to whole hours: the second at which a limit ends would show when the owner has requested a code.
 */
export function tooManyForRecipient(retryAfterSeconds: number): AppError {
  const unit = retryAfterSeconds <= 3600 ? 60 : 3600;
  return tooManyRequests(Math.ceil(retryAfterSeconds / unit) * unit);
}

function waitingTime(seconds: number): string {
  if (seconds < 60) return quantity(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 60 ? quantity(minutes, 'minute') : quantity(Math.ceil(minutes / 60), 'hour');
}

function quantity(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
