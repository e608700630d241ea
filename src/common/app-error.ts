import { ERROR_CODES, type ErrorCode } from './error-codes.js';

export interface AppErrorOptions {
  /** Public sentence; the code's own where absent. Never holds a code, a key or a full number. */
  detail?: string;
  /** Sent as `retry_after` and as the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** Member name to its faults. */
  errors?: Record<string, string[]>;
  /** Further public members of the problem document. */
  members?: Record<string, unknown>;
  /** Private; goes to the log alone. */
  cause?: unknown;
}

/** A fault with a stable code and a public sentence. One filter makes a problem document of it. */
export class AppError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  readonly errors?: Record<string, string[]>;
  readonly members?: Record<string, unknown>;

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
    this.members = options.members;
  }
}
