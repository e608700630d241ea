import type { EventData, EventType } from './event.contract.js';

const CHALLENGE = '0198c5e2-7b1a-7000-8000-123456789012';
const MESSAGE = '0198c5e2-7b1a-7000-8000-210987654321';
const USER = '0198c5e2-7b1a-7000-8000-321098765432';
const SESSION = '0198c5e2-7b1a-7000-8000-432109876543';
const PHONE = '+989123456789';

const otpToken = {
  challenge_id: CHALLENGE,
  purpose: 'login',
  channel: 'sms',
  locale: 'fa',
  send_count: 1,
  attempts: 0,
  is_test_number: false,
};
const message = {
  message_id: MESSAGE,
  challenge_id: CHALLENGE,
  kind: 'otp',
  channel: 'sms',
  provider: 'provider-name',
  method: 'lookup',
  recipient_at_fault: false,
};
const session = { session_id: SESSION, user_id: USER };
const alert = {
  name: 'low_credit:provider-name',
  kind: 'low_credit',
  summary: 'The credit of provider-name is low. Top it up.',
  docs: 'docs/operations.md#alert-low-credit',
};

interface Sample<Type extends EventType> {
  subject?: string;
  recipient?: string;
  data: EventData<Type>;
}

/** One event of each type, for `ramz events trigger` and the documentation. */
export const EVENT_SAMPLES: { [Type in EventType]: Sample<Type> } = {
  'otp.requested': { subject: CHALLENGE, recipient: PHONE, data: otpToken },
  'otp.verified': { subject: CHALLENGE, recipient: PHONE, data: { ...otpToken, attempts: 1 } },
  'otp.failed': {
    subject: CHALLENGE,
    recipient: PHONE,
    data: { challenge_id: CHALLENGE, purpose: 'login', attempts: 1, attempts_left: 4 },
  },
  'message.accepted': { subject: CHALLENGE, recipient: PHONE, data: { ...message, status: 'accepted' } },
  'message.delivered': { subject: CHALLENGE, recipient: PHONE, data: { ...message, status: 'delivered' } },
  'message.failed': { subject: CHALLENGE, recipient: PHONE, data: { ...message, status: 'undelivered' } },
  'user.created': { subject: USER, recipient: PHONE, data: { user_id: USER } },
  'user.erased': { subject: USER, data: { user_id: USER, sessions: 2, codes: 5, messages: 5 } },
  'session.started': { subject: USER, data: session },
  'session.ended': { subject: USER, data: { ...session, reason: 'logout' } },
  'session.reuse_detected': { subject: USER, data: { ...session, reason: 'reuse' } },
  'contact.changed': { subject: USER, recipient: PHONE, data: { user_id: USER, kind: 'phone', verified: true } },
  'number.locked': {
    recipient: PHONE,
    data: { purpose: 'login', by: 'recipient', limit: 'wrong_codes_hour' },
  },
  'admin_key.refused': { data: { address: '192.0.2.1', count: 3 } },
  'fraud.blocked': { recipient: PHONE, data: { rule: 'pumping', action: 'block', country: 'IR' } },
  'alert.raised': { subject: alert.name, data: alert },
  'alert.cleared': { subject: alert.name, data: alert },
};
