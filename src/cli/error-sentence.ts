import { AppError } from '../common/app-error.js';
import { summarizeError } from '../common/error-summary.js';
import { isStoreUnavailable } from '../common/store-errors.js';
import { ConfigurationError } from '../config/index.js';
import { UsageError } from './usage.error.js';

const STORE_AWAY =
  'The database or the queue does not answer. Start it, or correct DATABASE_URL or REDIS_URL, and run the command again.';
/** Errors of these codes say that the call was wrong. */
const WRONG_CALL = new Set(['validation_failed', 'phone_number_invalid', 'email_invalid']);

export interface Failure {
  /** A stable word for programs. */
  code: string;
  /** What happened and what to do, without a stack. */
  message: string;
  exitStatus: 1 | 2;
}

/** Explains an error to whoever called the command. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { code: 'usage', message: error.message, exitStatus: 2 };
  if (error instanceof ConfigurationError) return failure('configuration', error.message);
  if (isStoreUnavailable(error)) return failure('service_unavailable', STORE_AWAY);
  if (error instanceof AppError) {
    return { code: error.code, message: error.detail, exitStatus: WRONG_CALL.has(error.code) ? 2 : 1 };
  }
  // Ramz throws plain errors with a sentence for an operator.
  if (error instanceof Error && error.constructor === Error) return failure('failed', error.message);
  return failure('internal', `${summarizeError(error)} Please report it with the command that you ran.`);
}

function failure(code: string, message: string): Failure {
  return { code, message, exitStatus: 1 };
}
