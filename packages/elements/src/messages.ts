import type { Channel, Purpose } from './api.js';

/**
 * What a language says. In braces: `{n}` a number, `{time}` a time or duration, `{to}` the phone number or address,
 * `{code}` an error code; numbers and times come in the language's own digits. Where the number changes the grammar, a
 * wording such as "Tries left: 4" avoids it.
 */
export interface Messages {
  direction: 'ltr' | 'rtl';
  heading: Record<Purpose, string>;
  channels: string;
  channel: Record<Channel, string>;
  phone: string;
  email: string;
  country: string;
  send: Record<Channel, string>;
  /** While something is under way. */
  busy: string;
  /** While the server has to be left alone. */
  wait: string;
  slow: string;
  offline: string;
  retry: string;
  /** Above the widget of a human check. */
  humanCheck: string;
  /** While the browser solves a human check. */
  computing: string;

  enter: string;
  /** `owner`: by e-mail to the person whose phone number `{to}` is. */
  sentTo: Record<Channel | 'owner', string>;
  change: string;
  verify: string;
  delivery: Record<'queued' | 'sent' | 'delivered' | 'failed', string>;
  /** How long the code can still be entered. */
  validity: string;
  didNotArrive: string;
  resend: string;
  instead: Record<Channel, string>;
  done: string;

  /** What happened, and what the user can do. */
  problem: {
    phone_number_invalid: string;
    email_invalid: string;
    destination: string;
    channel: string;
    rate_limited: string;
    rate_limited_for: string;
    otp_incorrect: string;
    otp_incorrect_of: string;
    otp_expired: string;
    otp_used: string;
    otp_superseded: string;
    otp_exhausted: string;
    otp_not_found: string;
    captcha: string;
    human_check_unavailable: string;
    unavailable: string;
    network_error: string;
    /** The page or the server is set up wrongly; `{code}` is for its owner. */
    configuration: string;
  };
}
