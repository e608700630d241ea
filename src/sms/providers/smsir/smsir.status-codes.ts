import type { SendFailure } from '../provider.contract.js';
import {
  badRecipient,
  failureByRule,
  misconfigured,
  providerDown,
  rejected,
  requestFaults,
  throttled,
  unknownOutcome,
  type StatusContext,
  type StatusRules,
} from '../status-rules.js';

const requestFault = requestFaults('SMS.ir');

/**
 * Every status that is an error: https://sms.ir/rest-api/ as of August 2026, quoted by `fstarlike/smsir-agent-skill`
 * (references/errors.md); 15, 16 and 124 only from `YouKnow-sys/smsir` (models/status.py). The outcomes are our own
 * reading. After faults of the template a text may work, and after faults of the caller's line the configured line.
 */
export const statusRules: StatusRules = {
  // Documented as "system problem; contact support", which does not exclude that the message was accepted.
  0: unknownOutcome('SMS.ir has an internal error (0). The message may have been sent.'),
  10: providerDown('Invalid SMS.ir API key (10). Correct SMSIR_API_KEY.'),
  11: providerDown('The SMS.ir API key is disabled (11). Enable it in the panel.'),
  12: providerDown(
    "SMS.ir does not accept this server's IP address (12). Add it to those of the API key in the panel.",
  ),
  13: providerDown('The SMS.ir account is not active (13).'),
  14: providerDown('The SMS.ir account is suspended (14). Ask SMS.ir.'),
  15: providerDown('The plan of the SMS.ir account does not include the web service (15).'),
  16: requestFault('a value is not valid (16)'),
  20: throttled('SMS.ir received too many calls in a short time (20).'),
  101: misconfigured(
    ({ sender, chosen }) =>
      `Sender line ${sender} is not one of the SMS.ir account (101). ` +
      `${chosen ? 'Use a line of the account, or none' : 'Correct SMSIR_SENDER'}.`,
    'plain',
  ),
  102: providerDown('Insufficient credit on the SMS.ir account (102). Top it up.'),
  103: rejected('The text is empty (103).'),
  104: badRecipient('SMS.ir does not accept the recipient number (104).'),
  105: requestFault('there are too many numbers in one request (105)'),
  106: requestFault('there are too many texts in one request (106)'),
  107: requestFault('there is no number (107)'),
  108: requestFault('there is no text (108)'),
  109: requestFault('the time of sending is not valid (109)'),
  110: requestFault('the numbers of texts and of recipients differ (110)'),
  111: requestFault('there is no such message (111)'),
  112: requestFault('there is nothing to delete (112)'),
  113: misconfigured(
    ({ template, chosen }) =>
      `Template ${template} does not exist on the SMS.ir account (113). Correct ${chosen ? 'its number' : 'SMSIR_TEMPLATE'}.`,
    'lookup',
  ),
  114: misconfigured(
    'A value is longer than the 25 characters that templates of SMS.ir take (114). Use a shorter one.',
    'lookup',
  ),
  115: misconfigured(
    'The recipient refuses texts of advertising lines (115). Codes by template reach it: set SMSIR_TEMPLATE, or use a ' +
      'service line.',
  ),
  116: misconfigured(
    'A parameter of the SMS.ir template has no name (116). Correct SMSIR_TEMPLATE_PARAMETER.',
    'lookup',
  ),
  117: misconfigured(
    'SMS.ir has not approved this text (117). Have it approved in the panel, or use a template.',
    'lookup',
  ),
  118: requestFault('there are more messages than allowed (118)'),
  119: misconfigured('The plan of the SMS.ir account does not include templates of your own (119).', 'lookup'),
  123: misconfigured(({ sender }) => `Sender line ${sender} has to be activated in the SMS.ir panel (123).`, 'plain'),
  124: misconfigured('The SMS.ir account may use templates only for codes, and this is not one (124).', 'lookup'),
};

/** The failure of a call with a status other than 1. */
export function classify(status: number, context: StatusContext): SendFailure {
  const unlisted = rejected(`SMS.ir refused the message with code ${status}, which Ramz does not know.`);
  return failureByRule(statusRules[status] ?? unlisted, context, status);
}
