import { badRecipient, misconfigured, rejected, transient, type StatusRules } from '../status-rules.js';
import type { TwilioContext } from './twilio.status-codes.js';

/** A verification has been checked five times. */
export const CHECKS_EXHAUSTED = 60202;

/**
 * The error codes of Twilio Verify. The next method is not tried if Twilio or the operator blocks a destination on purpose
 * (60238, 60410, 60605): a text would only evade the guard, and to Iran, Syria and Cuba it would be accepted and never
 * delivered.
 */
export const verifyRules: StatusRules<TwilioContext> = {
  60200: misconfigured(
    ({ parameter }) =>
      `Twilio Verify does not accept ${parameter ? `the parameter ${parameter}` : 'a parameter'} (60200).`,
    'verify',
  ),
  [CHECKS_EXHAUSTED]: rejected('This verification has been checked five times (60202).'),
  60203: {
    ...rejected('Twilio Verify has sent five codes to this number within ten minutes, and sends no more (60203).'),
    nextMethodFrom: ['verify'],
  },
  60204: misconfigured(
    'Custom codes are not enabled on the Verify service (60204). Enable them in its settings.',
    'verify',
  ),
  60205: badRecipient('The recipient is a landline (60205).'),
  60206: misconfigured(
    'The Verify service requires an amount and a payee with each code (60206). Disable PSD2.',
    'verify',
  ),
  60207: misconfigured('The Verify service has too many rate limits (60207).', 'verify'),
  60212: transient('Twilio Verify received too many requests for this number at once (60212).'),
  60220: misconfigured('Sending to China requires an approval by Twilio (60220).', 'verify'),
  60223: misconfigured('The channel is disabled on the Verify service (60223).', 'verify'),
  60238: misconfigured(
    'Twilio blocks this verification (60238): the account is under review, or the country is not served.',
  ),
  60410: rejected("Twilio's Fraud Guard blocks numbers like the recipient's for up to 12 hours (60410)."),
  60605: misconfigured(
    "The Verify service may not send to the recipient's country (60605). See Geo permissions of Verify; Iran, Syria " +
      'and Cuba are not served at all.',
  ),
  60728: misconfigured('The Twilio account has used up its hourly limit for Verify (60728).', 'verify'),
};
