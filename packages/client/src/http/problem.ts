import type { components } from '../openapi.js';

type ProblemDetails = components['schemas']['ProblemDetails'];
type Captcha = { captcha: { provider: string; site_key?: string } };
type SendFields = Pick<
  ProblemDetails,
  'success' | 'error' | 'message_id' | 'provider' | 'provider_code' | 'isTestAccountLimitation'
>;

/** Fields that every problem has or may have. */
interface CommonFields extends Pick<ProblemDetails, 'type' | 'title' | 'status' | 'detail' | 'request_id'> {
  /** Faults by name of the field or parameter. */
  errors?: Record<string, string[]>;
  /** Seconds to wait before the next try. */
  retry_after?: number;
}

/** Fields that problems with this code have beside the common ones. */
interface OwnFields {
  rate_limited: { retry_after: number };
  otp_incorrect: { attempts_left: number };
  otp_superseded: { attempts_left?: number };
  captcha_required: Captcha;
  captcha_invalid: Captcha;
  sms_disabled: SendFields;
  sms_not_configured: SendFields;
  sms_unavailable: SendFields;
  sms_rejected: SendFields;
  sms_timeout: SendFields;
}

export type ServiceProblemCode = ProblemDetails['code'];

/** A problem document of Ramz (docs/errors.md). */
export type ServiceProblem = {
  [C in ServiceProblemCode]: CommonFields & { code: C } & (C extends keyof OwnFields ? OwnFields[C] : unknown);
}[ServiceProblemCode];

interface ClientProblem {
  title: string;
  detail: string;
  /** Seconds to wait before the next try. */
  retry_after?: number;
}

/** No answer arrived: the client is offline, the name is unknown, the browser refused, or it took too long. */
export interface NetworkProblem extends ClientProblem {
  code: 'network_error';
  status: 0;
  cause: unknown;
}

/** The answer is not from Ramz, such as the error page of a proxy. */
export interface UnexpectedAnswer extends ClientProblem {
  code: 'unexpected_answer';
  status: number;
}

/** Why a call failed. `code` tells the kinds apart. */
export type Problem = ServiceProblem | NetworkProblem | UnexpectedAnswer;
export type ProblemCode = Problem['code'];

export function networkProblem(cause: unknown): NetworkProblem {
  return {
    code: 'network_error',
    status: 0,
    title: 'No answer',
    detail: 'The service could not be reached. Please check your connection and try again.',
    cause,
  };
}

/** Reads an answer whose status is an error. */
export function problemOf(status: number, body: unknown, retryAfter: number | undefined): Problem {
  const wait = retryAfter === undefined ? {} : { retry_after: retryAfter };
  if (isProblem(body)) return { ...wait, ...body };
  return {
    code: 'unexpected_answer',
    status,
    title: 'Unexpected answer',
    detail: 'The service did not answer as expected. Please try again later.',
    ...wait,
  };
}

function isProblem(body: unknown): body is ServiceProblem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
