interface ErrorKind {
  /** HTTP status. */
  status: number;
  title: string;
  /** Sentence for people: what happened and what to do. An `AppError` may have a more precise one. */
  detail: string;
}

/** Every `code` of problem documents. docs/errors.md has a section for each; a test compares them. */
export const ERROR_CODES = {
  validation_failed: {
    status: 400,
    title: 'The request is not valid',
    detail: 'One or more fields of the request are not valid. See "errors" for the reasons.',
  },
  phone_number_invalid: {
    status: 400,
    title: 'The phone number is not valid',
    detail: 'Please provide a valid phone number',
  },
  email_invalid: {
    status: 400,
    title: 'The e-mail address is not valid',
    detail: 'Please provide a valid e-mail address, such as name@example.com',
  },
  email_disabled: {
    status: 503,
    title: 'E-mail is switched off',
    detail: 'Codes cannot be sent by e-mail. Please use a phone number.',
  },
  channel_unavailable: {
    status: 400,
    title: 'The channel is not offered',
    detail: 'Codes cannot be sent by this channel. Please use another one.',
  },
  contact_in_use: {
    status: 409,
    title: 'The phone number or e-mail address is in use',
    detail:
      'Another account already uses this phone number or e-mail address. Please sign in with it, or use another one.',
  },
  captcha_required: {
    status: 403,
    title: 'A human check is required',
    detail: 'Please complete the human check and send its token as "captcha_token".',
  },
  captcha_invalid: {
    status: 403,
    title: 'The human check failed',
    detail: 'The human check failed or has expired. Please complete it again.',
  },
  destination_not_allowed: {
    status: 403,
    title: 'Messages to this country are not allowed',
    detail: 'Messages cannot be sent to numbers of this country.',
  },
  destination_suspended: {
    status: 403,
    title: 'Codes to this number are suspended',
    detail: 'Codes cannot be sent to this number at the moment. Please try again later, or contact support.',
  },
  rate_limited: { status: 429, title: 'Too many requests', detail: 'Too many requests. Please try again later.' },
  otp_incorrect: {
    status: 400,
    title: 'The code is wrong',
    detail: 'The code is incorrect. Please check it and try again.',
  },
  otp_expired: {
    status: 400,
    title: 'The code has expired',
    detail: 'The code has expired. Please request a new one.',
  },
  otp_used: {
    status: 400,
    title: 'The code was already used',
    detail: 'The code has already been used. Please request a new one.',
  },
  otp_superseded: {
    status: 400,
    title: 'A newer code was sent',
    detail: 'A newer code has been sent. Please enter the code from the latest message.',
  },
  otp_exhausted: {
    status: 400,
    title: 'Too many wrong codes',
    detail: 'Too many incorrect codes were entered. Please request a new code.',
  },
  otp_not_found: {
    status: 404,
    title: 'There is no such code',
    detail: 'No code was requested. Please request one first.',
  },
  challenge_required: {
    status: 400,
    title: 'The challenge is required',
    detail: 'Please send the "challenge_id" that came with the code.',
  },
  verification_token_invalid: {
    status: 400,
    title: 'The verification token is not valid',
    detail: 'The verification token is not valid or has expired. Please let the user verify a new code.',
  },
  verification_token_used: {
    status: 400,
    title: 'The verification token was already used',
    detail: 'The verification token has already been used. Please let the user verify a new code.',
  },
  unauthorized: { status: 401, title: 'Sign-in is required', detail: 'Please sign in: send a valid access token.' },
  forbidden: { status: 403, title: 'Not allowed', detail: 'You are not allowed to do this.' },
  reauthentication_required: {
    status: 403,
    title: 'A recent sign-in is required',
    detail: 'Your last sign-in is too old. Please enter a new code or sign in again, and repeat this request.',
  },
  token_reused: {
    status: 401,
    title: 'The refresh token was already used',
    detail: 'This session was ended because its refresh token was used twice. Please sign in again.',
  },
  sms_disabled: { status: 503, title: 'SMS is switched off', detail: 'SMS service is disabled.' },
  sms_not_configured: {
    status: 503,
    title: 'SMS is not configured',
    detail: 'SMS service is not configured. Please contact support.',
  },
  sms_unavailable: {
    status: 503,
    title: 'SMS cannot be sent now',
    detail: 'SMS cannot be sent at the moment. Please try again shortly.',
  },
  sms_rejected: {
    status: 422,
    title: 'The message was refused',
    detail: 'The SMS provider refused the message.',
  },
  sms_timeout: {
    status: 408,
    title: 'The outcome is not known yet',
    detail: 'The message has not been sent yet, but may still be. Please check its status later.',
  },
  message_not_cancellable: {
    status: 409,
    title: 'The message cannot be cancelled',
    detail: 'The message can no longer be cancelled.',
  },
  message_not_retryable: {
    status: 409,
    title: 'The message cannot be retried',
    detail: 'Only queued messages can be retried. Please send a new message.',
  },
  idempotency_conflict: {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    detail: 'This Idempotency-Key was used with a different body. Please use a new key for a new request.',
  },
  idempotency_in_progress: {
    status: 409,
    title: 'The first request is still running',
    detail: 'The first request with this Idempotency-Key is still running. Please repeat it shortly.',
  },
  payload_too_large: {
    status: 413,
    title: 'The request is too large',
    detail: 'The request body is too large. Please send a smaller one.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported',
    detail: 'Please send JSON with the header "Content-Type: application/json".',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing at this address. Please check the address and the method.',
  },
  service_unavailable: {
    status: 503,
    title: 'The service is not available',
    detail: 'The service is temporarily unavailable. Please try again shortly.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong on our side. Please try again later.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;
