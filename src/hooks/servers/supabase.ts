import type { AuthServer } from '../auth-server.contract.js';
import { hasSignature, headerOf, isFresh } from '../signatures.js';
import { textOf } from './json.js';

/** A status that makes the server call again. */
const RETRIED = 503;

/**
 * Supabase Auth's hook "Send SMS" (https://supabase.com/docs/guides/auth/auth-hooks/send-sms-hook), signed as Standard
 * Webhooks has it. The secret is `whsec_` and base64; Supabase shows it with `v1,` before it. Errors are answered with
 * 200, because Supabase reads their text with no other status.
 */
export const supabase: AuthServer = {
  name: 'supabase',
  isSigned(request, secret) {
    const [id, seconds] = [headerOf(request, 'webhook-id'), headerOf(request, 'webhook-timestamp')];
    const signatures = headerOf(request, 'webhook-signature')
      .split(/[ ,]+(?=v1,|$)/)
      .map((signature) => signature.replace(/^v1,/, ''));
    const key = Buffer.from(secret.replace(/^(v1,)?whsec_/, ''), 'base64');
    return (
      isFresh(Number(seconds), request) && hasSignature(signatures, `${id}.${seconds}.${request.body}`, key, 'base64')
    );
  },
  read(body) {
    const [phone, code] = [textOf(body, 'user', 'phone'), textOf(body, 'sms', 'otp')];
    // The server stores numbers without their plus sign.
    return phone && code ? { phoneNumber: `+${phone.replace(/^\+/, '')}`, code } : undefined;
  },
  accepted: {},
  refusal: ({ status, detail }) => ({
    status: status === RETRIED ? RETRIED : 200,
    body: { error: { http_code: status, message: detail } },
  }),
};
