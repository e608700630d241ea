import { ERROR_CODES, type ErrorCode } from './error-codes.js';

export interface AppErrorOptions {
  /** Public sentence instead of that of the code. Never contains a one-time code, a key or a full number. */
  detail?: string;
  /** Sent as `retry_after` and in the header `Retry-After`. */
  retryAfterSeconds?: number;
  /** Faults by name of the field or parameter. */
  errors?: Record<string, string[]>;
  /** Extension members of the problem document. Public. */
  extensions?: Record<string, unknown>;
  /** Private: only logged. */
  cause?: unknown;
}

/** An error with a stable code and a public sentence. `ProblemDetailsFilter` answers it with a problem document. */
export class AppError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  readonly errors?: Record<string, string[]>;
  readonly extensions?: Record<string, unknown>;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    const kind = ERROR_CODES[code];
    super(options.detail ?? kind.detail, { cause: options.cause });
    this.name = 'AppError';
    this.status = kind.status;
    this.title = kind.title;
    this.detail = this.message;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.errors = options.errors;
    this.extensions = options.extensions;
  }
}

/** The code of an error; `internal` for one that was not expected. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}
