import type { AppError } from '../common/app-error.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Returns the RFC 9457 problem document of an error, with its public parts only. */
export function problemDetails(error: AppError, requestId: string): Record<string, unknown> {
  return {
    type: `urn:ramz:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    ...(error.errors && { errors: error.errors }),
    ...(error.retryAfterSeconds !== undefined && { retry_after: error.retryAfterSeconds }),
    ...error.extensions,
    request_id: requestId,
  };
}
