/** Status of every stable code of the API, as its problem documents have it. */
export const STATUS_BY_CODE = {
  validation_failed: 400,
  phone_number_invalid: 400,
  email_invalid: 400,
  destination_not_allowed: 403,
  destination_suspended: 403,
  rate_limited: 429,
  otp_incorrect: 400,
  otp_expired: 400,
  otp_used: 400,
  otp_superseded: 400,
  otp_exhausted: 400,
  otp_not_found: 404,
  challenge_required: 400,
  unauthorized: 401,
  forbidden: 403,
  token_reused: 401,
  sms_disabled: 503,
  sms_not_configured: 503,
  sms_unavailable: 503,
  channel_unavailable: 400,
  reauthentication_required: 403,
  captcha_required: 403,
  captcha_invalid: 403,
  email_disabled: 503,
  contact_in_use: 409,
  verification_token_invalid: 400,
  verification_token_used: 400,
  idempotency_in_progress: 409,
  idempotency_conflict: 422,
  payload_too_large: 413,
  not_found: 404,
  service_unavailable: 503,
  internal: 500,
};

export class Refusal extends Error {
  constructor(code, members = {}) {
    super(code);
    this.problem = {
      type: `urn:ramz:error:${code}`,
      title: code,
      status: STATUS_BY_CODE[code],
      detail: `The server's sentence about ${code}.`,
      code,
      ...members,
      request_id: '00000000-0000-4000-8000-000000000000',
    };
  }
}
