import type { ErrorCode } from '../../common/error-codes.js';
import type { AuthServer } from '../auth-server.contract.js';
import { hasSignature, headerOf } from '../signatures.js';
import { textOf } from './json.js';

/** What the server tells its user for each code. */
const CODES: Partial<Record<ErrorCode, string>> = {
  phone_number_invalid: 'invalid_phone_number',
  rate_limited: 'rate_limited',
  unauthorized: 'authentication_failed',
  validation_failed: 'unsupported_request',
};

/** Authgear's custom SMS gateway by webhook (https://docs.authgear.com): the header has the HMAC-SHA-256 of the body. */
export const authgear: AuthServer = {
  name: 'authgear',
  isSigned: (request, secret) =>
    hasSignature([headerOf(request, 'x-authgear-body-signature')], request.body, secret, 'hex'),
  read(body) {
    const [phoneNumber, code] = [textOf(body, 'to'), textOf(body, 'template_variables', 'code')];
    return phoneNumber && code ? { phoneNumber, code, locale: textOf(body, 'language_tag') } : undefined;
  },
  accepted: { code: 'ok' },
  refusal: ({ status, code, detail }) => ({
    status,
    body: { code: CODES[code] ?? 'delivery_rejected', error_description: detail, provider_error_code: code },
  }),
};
