import { z } from 'zod';

/** Shared by all types: a sample is written by `ramz events trigger`. */
const common = { is_sample: z.boolean().optional() };
/** E.164, or an e-mail address; masked with EVENT_RECIPIENTS=masked. */
const recipient = z.string();

const otpToken = z.strictObject({
  ...common,
  challenge_id: z.string(),
  purpose: z.string(),
  channel: z.string(),
  locale: z.string(),
  send_count: z.int(),
  attempts: z.int(),
  is_test_number: z.boolean(),
  user_id: z.string().optional(),
  recipient,
});

const message = z.strictObject({
  ...common,
  message_id: z.string(),
  challenge_id: z.string().optional(),
  batch_id: z.string().optional(),
  kind: z.string(),
  channel: z.string(),
  status: z.string(),
  provider: z.string().optional(),
  method: z.string().optional(),
  recipient_at_fault: z.boolean(),
  recipient,
});

const session = z.strictObject({ ...common, session_id: z.string(), user_id: z.string() });
const endedSession = session.extend({ reason: z.string() });

const alert = z.strictObject({
  ...common,
  name: z.string(),
  kind: z.string(),
  summary: z.string(),
  docs: z.string(),
});

/** The `data` of each type of event. Fields without a value are absent. */
export const EVENT_SCHEMAS = {
  'otp.requested': otpToken,
  'otp.verified': otpToken,
  'otp.failed': z.strictObject({
    ...common,
    challenge_id: z.string(),
    purpose: z.string(),
    attempts: z.int(),
    attempts_left: z.int(),
    recipient,
  }),
  'message.accepted': message,
  'message.delivered': message,
  'message.failed': message,
  'user.created': z.strictObject({ ...common, user_id: z.string(), recipient }),
  'user.erased': z.strictObject({
    ...common,
    user_id: z.string(),
    sessions: z.int(),
    codes: z.int(),
    messages: z.int(),
  }),
  'session.started': session,
  'session.ended': endedSession,
  'session.reuse_detected': endedSession,
  'contact.changed': z.strictObject({
    ...common,
    user_id: z.string(),
    kind: z.enum(['phone', 'email']),
    verified: z.boolean(),
    recipient: recipient.optional(),
  }),
  'number.locked': z.strictObject({
    ...common,
    purpose: z.string(),
    by: z.enum(['challenge', 'recipient']),
    limit: z.string(),
    recipient,
  }),
  'admin_key.refused': z.strictObject({ ...common, address: z.string(), count: z.int().optional() }),
  'fraud.blocked': z.strictObject({
    ...common,
    rule: z.string(),
    action: z.string(),
    country: z.string().optional(),
    recipient: recipient.optional(),
  }),
  'alert.raised': alert,
  'alert.cleared': alert,
};

export const EVENT_TYPES = Object.keys(EVENT_SCHEMAS) as (keyof typeof EVENT_SCHEMAS)[];
