import type { SendFailure, SendMethod } from '../provider.contract.js';

/** What a sentence may name, and the way that failed. */
export interface StatusContext {
  method: SendMethod;
  sender: string;
  template: string;
  /** The caller named the sender or the template, so that the configuration is not at fault. */
  chosen?: boolean;
}

interface StatusRule {
  outcome: 'transient' | 'rejected' | 'provider_down' | 'misconfigured';
  /** For an operator: what happened and what to do. */
  sentence: string | ((context: StatusContext) => string);
  /** The ways from which the next one may still work. */
  nextMethodFrom?: SendMethod[];
  /** It is not this message: there were too many calls. */
  throttled?: true;
}

/** The account may only send to its owner's own number. */
const TEST_ACCOUNT = 501;

/**
 * Every `return.status` of Kavenegar that is an error (https://kavenegar.com/rest.html, table 1; 604 and 800 to 813 from
 * its 2026 revision). The documents give codes and meanings; the outcomes are ours:
 * - `provider_down` where no message of this account can go now;
 * - `misconfigured` where the fault is in the account's set-up, the template or the line;
 * - `rejected` where the message is at fault, or Ramz is.
 *
 * The next way is open from a template's faults, because a plain text needs neither template nor plan, and from a line's
 * faults, because the account's default line is another line. It stays shut where the other way meets the same fault
 * (credit, key, recipient, 407, 501), and for 428: a call that cannot be made does not become a text.
 */
export const statusRules: Readonly<Record<number, StatusRule>> = {
  400: ownFault('the parameters are incomplete (400)'),
  401: {
    outcome: 'provider_down',
    sentence: 'Kavenegar refused the account (401): it is deactivated, or the API key is wrong.',
  },
  402: {
    outcome: 'transient',
    sentence: "Kavenegar could not carry out the operation (402). If it goes on, check the account's credit.",
  },
  403: { outcome: 'provider_down', sentence: 'Invalid Kavenegar API key (403). Correct KAVENEGAR_API_KEY.' },
  404: ownFault('the method is unknown (404); check KAVENEGAR_BASE_URL too'),
  405: ownFault('the method wants GET or POST, and got the other (405)'),
  406: ownFault('a required parameter is empty (406)'),
  407: {
    outcome: 'misconfigured',
    sentence:
      "Kavenegar refused access (407): register this server's IP address in the panel's security settings, or ask for " +
      'access to international lines.',
  },
  409: { outcome: 'transient', sentence: 'Kavenegar cannot answer at the moment (409).' },
  411: { outcome: 'rejected', sentence: 'Kavenegar does not accept the recipient number (411).' },
  412: {
    outcome: 'misconfigured',
    sentence: ({ method, sender, chosen }) => {
      if (method !== 'plain') {
        return "Kavenegar refused the account's default sender line (412). Choose a default line in the Kavenegar panel.";
      }
      const fix = chosen ? 'Name a line of the account, or none' : 'Set KAVENEGAR_SENDER to a line of the account';
      return `Sender line ${sender} is not active on this account. ${fix} (412).`;
    },
    nextMethodFrom: ['lookup', 'plain'],
  },
  413: { outcome: 'rejected', sentence: 'The text is empty or too long for Kavenegar (413).' },
  414: ownFault('there are too many records in one request (414)'),
  415: ownFault('the start index is beyond the total (415)'),
  416: {
    outcome: 'provider_down',
    sentence: "Kavenegar does not accept this server's IP address (416). Add it to the panel's security settings.",
  },
  417: ownFault('the date is invalid or past (417)'),
  418: { outcome: 'provider_down', sentence: 'Insufficient credit on the Kavenegar account (418). Top it up.' },
  419: ownFault('the lists differ in length (419)'),
  420: { outcome: 'rejected', sentence: 'Kavenegar does not let this account send links in texts (420).' },
  422: { outcome: 'rejected', sentence: 'The text holds a character that Kavenegar cannot process (422).' },
  424: {
    outcome: 'misconfigured',
    sentence: ({ template, chosen }) =>
      `Template "${template}" does not exist on the Kavenegar account, or is not approved yet (424). Create it in the ` +
      `panel, or correct ${chosen ? 'its name' : 'KAVENEGAR_TEMPLATE'}.`,
    nextMethodFrom: ['lookup'],
  },
  426: {
    outcome: 'misconfigured',
    sentence: 'The Kavenegar account needs the advanced service plan for templates (426).',
    nextMethodFrom: ['lookup'],
  },
  427: {
    outcome: 'misconfigured',
    sentence: 'The Kavenegar account lacks the access level for this line (427). Ask Kavenegar for it.',
    nextMethodFrom: ['lookup', 'plain'],
  },
  428: { outcome: 'rejected', sentence: 'Kavenegar reads out codes of digits only; this one cannot go by call (428).' },
  429: {
    outcome: 'transient',
    sentence: "Kavenegar restricts this server's IP address (429). Wait, or ask Kavenegar to lift it.",
    throttled: true,
  },
  431: {
    outcome: 'misconfigured',
    sentence: 'Kavenegar does not accept the form of the code (431): letters and digits only, at most 100.',
    nextMethodFrom: ['lookup'],
  },
  432: {
    outcome: 'misconfigured',
    sentence: ({ template }) =>
      `Template "${template}" has no %token in its text (432). Add it in the Kavenegar panel.`,
    nextMethodFrom: ['lookup'],
  },
  451: {
    outcome: 'transient',
    sentence: 'Kavenegar got too many calls from this server in a short time (451).',
    throttled: true,
  },
  [TEST_ACCOUNT]: {
    outcome: 'misconfigured',
    sentence:
      "This is a Kavenegar test account, which may only send to its owner's own number (501). Verify the account in " +
      'the panel.',
  },
  502: { outcome: 'transient', sentence: 'A gateway in front of Kavenegar failed (502).' },
  503: { outcome: 'transient', sentence: 'Kavenegar is unavailable (503).' },
  604: ownFault('there are too many numbers in one request (604)'),
  607: {
    outcome: 'misconfigured',
    sentence: 'The tag is not defined on the Kavenegar account (607). Define it in the panel.',
    nextMethodFrom: ['lookup'],
  },
  ...Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => 800 + index).map((code) => [
      code,
      ownFault(`an attached medium is at fault (${code}), though Ramz sends none`),
    ]),
  ),
};

/** What a `return.status` other than 200 means for a message that went by `context.way`. */
export function classify(status: number, context: StatusContext): SendFailure {
  const rule = statusRules[status] ?? unlisted(status);
  return {
    outcome: rule.outcome,
    rawCode: status,
    meaning: typeof rule.sentence === 'string' ? rule.sentence : rule.sentence(context),
    ...(rule.nextMethodFrom?.includes(context.method) ? { tryNextMethod: true } : {}),
    ...(rule.throttled ? { throttled: true } : {}),
  };
}

/** Whether a raw code of Kavenegar says that the account may only send to its owner's own number. */
export function isTestAccountLimitation(rawCode: number): boolean {
  return rawCode === TEST_ACCOUNT;
}

function ownFault(what: string): StatusRule {
  return { outcome: 'rejected', sentence: `Kavenegar refused the request: ${what}. This is likely a fault in Ramz.` };
}

function unlisted(status: number): StatusRule {
  return status >= 500 && status <= 599
    ? { outcome: 'transient', sentence: `Kavenegar failed with code ${status}.` }
    : { outcome: 'rejected', sentence: `Kavenegar refused the message with code ${status}, which Ramz does not know.` };
}
