import type { SendFailure } from '../provider.contract.js';
import {
  badRecipient,
  failureByRule,
  misconfigured,
  providerDown,
  rejected,
  requestFaults,
  throttled,
  transient,
  type StatusContext,
  type StatusRules,
} from '../status-rules.js';

/** The account can send only to its owner's own number. */
const TEST_ACCOUNT = 501;

const requestFault = requestFaults('Kavenegar');

/**
 * Every `return.status` that is an error (https://kavenegar.com/rest.html, table 1; 604 and 800 to 813 from its revision of
 * 2026). The codes and meanings are documented; the outcomes are our own reading.
 *
 * The next method may work after faults of the template, because a plain text needs no template and no plan, and after
 * faults of the line, because the account's default line is another one. It would meet the same fault after 407, 501, and
 * faults of credit, key or recipient. After 428 it is not tried, because a call must not become a text.
 */
export const statusRules: StatusRules = {
  400: requestFault('the parameters are incomplete (400)'),
  401: providerDown('Kavenegar refused the account (401): it is deactivated, or the API key is wrong.'),
  402: transient("Kavenegar could not carry out the operation (402). If it happens again, check the account's credit."),
  403: providerDown('Invalid Kavenegar API key (403). Correct KAVENEGAR_API_KEY.'),
  404: requestFault('the method is unknown (404); check KAVENEGAR_BASE_URL too'),
  405: requestFault('the method allows only the other one of GET and POST (405)'),
  406: requestFault('a required parameter is empty (406)'),
  407: misconfigured(
    "Kavenegar refused access (407): register this server's IP address in the panel's security settings, or ask for " +
      'access to international lines.',
  ),
  409: transient('Kavenegar cannot answer at the moment (409).'),
  411: badRecipient('Kavenegar does not accept the recipient number (411).'),
  412: misconfigured(
    ({ method, sender, chosen }) => {
      if (method !== 'plain') {
        return "Kavenegar refused the account's default sender line (412). Choose a default line in the Kavenegar panel.";
      }
      const fix = chosen ? 'Use a line of the account, or none' : 'Set KAVENEGAR_SENDER to a line of the account';
      return `Sender line ${sender} is not active on this account. ${fix} (412).`;
    },
    'lookup',
    'plain',
  ),
  413: rejected('The text is empty or too long for Kavenegar (413).'),
  414: requestFault('there are too many records in one request (414)'),
  415: requestFault('the start index is beyond the total (415)'),
  416: providerDown(
    "Kavenegar does not accept this server's IP address (416). Add it to the panel's security settings.",
  ),
  417: requestFault('the date is invalid or past (417)'),
  418: providerDown('Insufficient credit on the Kavenegar account (418). Top it up.'),
  419: requestFault('the lists differ in length (419)'),
  420: rejected('Kavenegar does not allow links in the texts of this account (420).'),
  422: rejected('The text contains a character that Kavenegar cannot process (422).'),
  424: misconfigured(
    ({ template, chosen }) =>
      `Template "${template}" does not exist on the Kavenegar account, or is not approved yet (424). Create it in the ` +
      `panel, or correct ${chosen ? 'its name' : 'KAVENEGAR_TEMPLATE'}.`,
    'lookup',
  ),
  426: misconfigured(
    ({ method }) =>
      method === 'lookup'
        ? 'The Kavenegar account needs the advanced service plan for templates (426).'
        : 'Kavenegar sends this text only with the advanced service plan (426). Upgrade the plan, or use a line that ' +
          'the present one includes.',
    'lookup',
    'plain',
  ),
  427: misconfigured(
    'The Kavenegar account lacks the access level for this line (427). Ask Kavenegar for it.',
    'lookup',
    'plain',
  ),
  428: rejected('Kavenegar can read out only digits; this code cannot be sent by call (428).'),
  429: throttled("Kavenegar restricts this server's IP address (429). Wait, or ask Kavenegar to lift the restriction."),
  431: misconfigured(
    'Kavenegar does not accept the form of the code (431): it takes up to 100 letters and digits.',
    'lookup',
  ),
  432: misconfigured(
    ({ template }) => `Template "${template}" has no %token in its text (432). Add it in the Kavenegar panel.`,
    'lookup',
  ),
  451: throttled('Kavenegar received too many calls from this server in a short time (451).'),
  [TEST_ACCOUNT]: misconfigured(
    "This is a Kavenegar test account, which may only send to its owner's own number (501). Verify the account in " +
      'the panel.',
  ),
  502: transient('A gateway in front of Kavenegar failed (502).'),
  503: transient('Kavenegar is unavailable (503).'),
  604: requestFault('there are too many numbers in one request (604)'),
  607: misconfigured('The tag is not defined on the Kavenegar account (607). Define it in the panel.', 'lookup'),
  ...Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => 800 + index).map((code) => [
      code,
      requestFault(`an attached medium is invalid (${code}), but Ramz sends none`),
    ]),
  ),
};

/** The failure of a call with a `return.status` other than 200. */
export function classify(status: number, context: StatusContext): SendFailure {
  return failureByRule(statusRules[status] ?? unlisted(status), context, status);
}

export function isTestAccountLimitation(rawCode: number): boolean {
  return rawCode === TEST_ACCOUNT;
}

function unlisted(status: number) {
  return status >= 500 && status <= 599
    ? transient(`Kavenegar failed with code ${status}.`)
    : rejected(`Kavenegar refused the message with code ${status}, which Ramz does not know.`);
}
