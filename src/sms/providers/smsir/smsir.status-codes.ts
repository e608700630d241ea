import type { SendFailure, SendMethod } from '../provider.contract.js';

export interface StatusContext {
  method: SendMethod;
  /** The line that was used. */
  sender: string;
  /** The template's id. */
  template: string;
  /** The caller named the line or the template, so that the configuration is not at fault. */
  chosen?: boolean;
}

interface StatusRule {
  outcome: SendFailure['outcome'];
  sentence: string | ((context: StatusContext) => string);
  nextMethodFrom?: SendMethod[];
  throttled?: true;
}

const LINE_METHODS: SendMethod[] = ['plain'];
const TEMPLATE_METHODS: SendMethod[] = ['lookup'];

/**
 * Every status of SMS.ir that is an error: https://sms.ir/rest-api/ as of August 2026, quoted by
 * `fstarlike/smsir-agent-skill` (references/errors.md); 15, 16 and 124 from `YouKnow-sys/smsir` (models/status.py) only. The
 * outcomes are ours. The next way is open from a template's faults to a text, and from the caller's line to the configured.
 */
export const statusRules: Readonly<Record<number, StatusRule>> = {
  // "System problem; contact support": whether before or after the message was taken is not said.
  0: { outcome: 'unknown', sentence: 'SMS.ir has a fault of its own (0). It may have been sent.' },
  10: { outcome: 'provider_down', sentence: 'Invalid SMS.ir API key (10). Correct SMSIR_API_KEY.' },
  11: { outcome: 'provider_down', sentence: 'The SMS.ir API key is disabled (11). Enable it in the panel.' },
  12: {
    outcome: 'provider_down',
    sentence: "SMS.ir does not accept this server's IP address (12). Add it to those of the API key in the panel.",
  },
  13: { outcome: 'provider_down', sentence: 'The SMS.ir account is not active (13).' },
  14: { outcome: 'provider_down', sentence: 'The SMS.ir account is suspended (14). Ask SMS.ir.' },
  15: { outcome: 'provider_down', sentence: 'The plan of the SMS.ir account does not include the web service (15).' },
  16: ownFault('a value is not valid (16)'),
  20: { outcome: 'transient', sentence: 'SMS.ir got too many calls in a short time (20).', throttled: true },
  101: {
    outcome: 'misconfigured',
    sentence: ({ sender, chosen }) =>
      `Sender line ${sender} is not one of the SMS.ir account (101). ${lineFix(chosen)}.`,
    nextMethodFrom: LINE_METHODS,
  },
  102: { outcome: 'provider_down', sentence: 'Insufficient credit on the SMS.ir account (102). Top it up.' },
  103: { outcome: 'rejected', sentence: 'The text is empty (103).' },
  104: { outcome: 'rejected', sentence: 'SMS.ir does not accept the recipient number (104).' },
  105: ownFault('there are too many numbers in one request (105)'),
  106: ownFault('there are too many texts in one request (106)'),
  107: ownFault('there is no number (107)'),
  108: ownFault('there is no text (108)'),
  109: ownFault('the time of sending is not valid (109)'),
  110: ownFault('there are not as many texts as numbers (110)'),
  111: ownFault('there is no such message (111)'),
  112: ownFault('there is nothing to delete (112)'),
  113: {
    outcome: 'misconfigured',
    sentence: ({ template, chosen }) =>
      `Template ${template} does not exist on the SMS.ir account (113). Correct ${chosen ? 'its id' : 'SMSIR_TEMPLATE'}.`,
    nextMethodFrom: TEMPLATE_METHODS,
  },
  114: {
    outcome: 'misconfigured',
    sentence: "A value is longer than SMS.ir's templates take (114): 25 characters.",
    nextMethodFrom: TEMPLATE_METHODS,
  },
  115: {
    outcome: 'misconfigured',
    sentence:
      'The recipient refuses texts of advertising lines (115). Codes by template reach it: set SMSIR_TEMPLATE, or use a ' +
      'service line.',
  },
  116: {
    outcome: 'misconfigured',
    sentence: 'A parameter of the SMS.ir template has no name (116). Correct SMSIR_TEMPLATE_PARAMETER.',
    nextMethodFrom: TEMPLATE_METHODS,
  },
  117: {
    outcome: 'misconfigured',
    sentence: 'SMS.ir has not approved this text (117). Have it approved in the panel, or use a template.',
    nextMethodFrom: TEMPLATE_METHODS,
  },
  118: ownFault('there are more messages than allowed (118)'),
  119: {
    outcome: 'misconfigured',
    sentence: 'The plan of the SMS.ir account does not include templates of your own (119).',
    nextMethodFrom: TEMPLATE_METHODS,
  },
  123: {
    outcome: 'misconfigured',
    sentence: ({ sender }) => `Sender line ${sender} has to be activated in the SMS.ir panel (123).`,
    nextMethodFrom: LINE_METHODS,
  },
  124: {
    outcome: 'misconfigured',
    sentence: 'The SMS.ir account may send templates for codes only, and this is none (124).',
    nextMethodFrom: TEMPLATE_METHODS,
  },
};

/** What a status other than 1 means for a message that went by `context.way`. */
export function classify(status: number, context: StatusContext): SendFailure {
  const rule = statusRules[status] ?? {
    outcome: 'rejected',
    sentence: `SMS.ir refused the message with code ${status}, which Ramz does not know.`,
  };
  return {
    outcome: rule.outcome,
    rawCode: status,
    meaning: typeof rule.sentence === 'string' ? rule.sentence : rule.sentence(context),
    ...(rule.nextMethodFrom?.includes(context.method) ? { tryNextMethod: true } : {}),
    ...(rule.throttled ? { throttled: true } : {}),
  };
}

function ownFault(what: string): StatusRule {
  return { outcome: 'rejected', sentence: `SMS.ir refused the request: ${what}. This is likely a fault in Ramz.` };
}

function lineFix(chosen: boolean | undefined): string {
  return chosen ? 'Name a line of the account, or none' : 'Correct SMSIR_SENDER';
}
