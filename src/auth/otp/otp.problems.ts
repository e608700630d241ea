import { BODY_PROBLEMS } from '../../http/index.js';

/** Problems of every route that requests a code. */
export const CODE_REQUEST_PROBLEMS = [
  ...BODY_PROBLEMS,
  'phone_number_invalid',
  'email_invalid',
  'email_disabled',
  'channel_unavailable',
  'captcha_required',
  'captcha_invalid',
  'destination_not_allowed',
  'destination_suspended',
  'rate_limited',
  'sms_disabled',
  'sms_not_configured',
  'sms_unavailable',
  'service_unavailable',
] as const;

/** Problems of every route that verifies a code. */
export const ENTERED_CODE_PROBLEMS = [
  ...BODY_PROBLEMS,
  'otp_incorrect',
  'otp_expired',
  'otp_used',
  'otp_superseded',
  'otp_exhausted',
  'otp_not_found',
  'rate_limited',
  'sms_unavailable',
  'service_unavailable',
] as const;
