import type { AppError } from '../common/app-error.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The RFC 9457 document of an error: of it nothing but the public parts. */
export function problemDetails(error: AppError, requestId: string): Record<string, unknown> {
  return {
    type: `urn:ramz:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    ...(error.errors && { errors: error.errors }),
    ...(error.retryAfterSeconds !== undefined && { retry_after: error.retryAfterSeconds }),
    ...error.members,
    request_id: requestId,
  };
}
