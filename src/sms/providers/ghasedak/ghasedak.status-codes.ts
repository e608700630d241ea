import type { SendFailure } from '../provider.contract.js';
import {
  failureByRule,
  misconfigured,
  providerDown,
  rejected,
  transient,
  unknownOutcome,
  type StatusContext,
  type StatusRules,
} from '../status-rules.js';

/**
 * Every `statusCode` of a failure, from the table that `mahdi-hejazi/laravel-ghasedak-sms` quotes (resources/lang/fa). The
 * outcomes are our own reading, and no code was seen in a live reply. Unlike the HTTP status, 429 is not about throttling.
 */
export const statusRules: StatusRules = {
  // The documents show a failure with this code.
  200: unknownOutcome('Ghasedak reported a failure without an error code (200). The message may have been sent.'),
  400: misconfigured(
    'Ghasedak does not accept a parameter or the recipient, or the text of an advertising line does not end with لغو11 (400).',
    'lookup',
  ),
  401: providerDown('The Ghasedak API key is invalid, or the account is not active (401). Correct GHASEDAK_API_KEY.'),
  402: transient('Ghasedak could not carry out the operation (402).'),
  406: misconfigured(({ sender }) => `The owner of sender line ${sender} has not been verified (406).`, 'plain'),
  412: misconfigured(
    ({ sender, chosen }) =>
      `Sender line ${sender} is not active, or this account may not use it (412). ` +
      `${chosen ? 'Use a line of the account, or none' : 'Correct GHASEDAK_SENDER'}.`,
    'plain',
  ),
  413: rejected('The text is longer than 1000 characters (413).'),
  416: providerDown("Ghasedak does not accept this server's IP address (416). Add it in the panel."),
  418: providerDown('Insufficient credit on the Ghasedak account (418). Top it up.'),
  419: providerDown('The tariff of the Ghasedak account is invalid (419). Ask Ghasedak.'),
  420: misconfigured('Ghasedak does not allow the link in the text (420). Have it approved.', 'lookup'),
  422: rejected('The text contains a character that Ghasedak cannot process (422).'),
  426: misconfigured('The plan of the Ghasedak account does not include this method (426). Upgrade it.', 'lookup'),
  428: misconfigured(
    ({ template, chosen }) =>
      `Template ${template} is not valid on the Ghasedak account (428). ` +
      `Correct ${chosen ? 'its name' : 'GHASEDAK_TEMPLATE'}.`,
    'lookup',
  ),
  429: misconfigured(
    ({ template, chosen }) =>
      `Template ${template} has other parameters (429). ` +
      `${chosen ? 'Name them param1, param2 and param3 in the panel' : 'Correct GHASEDAK_TEMPLATE_PARAMETER'}.`,
    'lookup',
  ),
  // What counts as a duplicate is not documented. An earlier call for this message may have been accepted.
  451: unknownOutcome('Ghasedak received this request before (451). The message may have been sent.'),
  500: unknownOutcome('Ghasedak has an internal error (500). The message may have been sent.'),
};

/** The failure of a call with this `statusCode`. */
export function classify(statusCode: number, context: StatusContext): SendFailure {
  const unlisted = rejected(`Ghasedak refused the message with code ${statusCode}, which Ramz does not know.`);
  return failureByRule(statusRules[statusCode] ?? unlisted, context, statusCode);
}
