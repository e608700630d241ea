import type { RequiredCheck } from './api.js';

/** A problem document (RFC 9457), as every refusal of the API carries one. */
export interface Problem {
  /** Stable and meant for programs. Ramz' own codes, or a `LocalProblem`. */
  code: string;
  /** HTTP status; 0 if there was no answer. */
  status: number;
  /** A sentence in the server's language; empty if there was no answer. */
  detail: string;
  type?: string;
  title?: string;
  errors?: Record<string, string[]>;
  /** Seconds. */
  retry_after?: number;
  attempts_left?: number;
  captcha?: RequiredCheck;
  request_id?: string;
}

/** Problems that the element finds by itself. */
export type LocalProblem = 'network_error' | 'human_check_unavailable';

/** Problems of a channel, after which another one is offered. */
export const ENDS_CHANNEL = /^(channel_unavailable|email_disabled|sms_disabled|sms_not_configured)$/;

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }

  static local(code: LocalProblem): ProblemError {
    return new ProblemError({ code, status: 0, detail: '' });
  }
}

/** The problem of a refusal. An answer without a problem document comes from a proxy: its status has to do. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  return {
    detail: response.statusText,
    ...body,
    code: body?.code ?? (response.status === 429 ? 'rate_limited' : 'service_unavailable'),
    status: response.status,
    retry_after: body?.retry_after ?? retryAfter,
  };
}
