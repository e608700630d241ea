import { AppError } from '../common/app-error.js';

/**
 * Creates the error of a refused request. Its sentence names the waiting time, rounded up.
 * @param what the requests that were too many
 */
export function tooManyRequests(retryAfterSeconds: number, what = 'OTP requests'): AppError {
  const detail = `Too many ${what}. Please try again in ${waitingTime(retryAfterSeconds)}.`;
  return new AppError('rate_limited', { detail, retryAfterSeconds });
}

function waitingTime(seconds: number): string {
  if (seconds < 60) return quantity(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 60 ? quantity(minutes, 'minute') : quantity(Math.ceil(minutes / 60), 'hour');
}

function quantity(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
