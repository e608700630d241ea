import type { SendFailure, SendMethod } from '../provider.contract.js';

/** What a sentence may name, and the way that failed. */
export interface StatusContext {
  method: SendMethod;
  /** The sender of a plain text, shortened where it is a number. */
  sender?: string;
  /** The parameter that Twilio calls invalid (60200). */
  parameter?: string;
}

interface StatusRule {
  outcome: SendFailure['outcome'];
  /** For an operator: what happened and what to do. */
  sentence: string | ((context: StatusContext) => string);
  /** A plain text may still work where Verify did not. */
  nextMethod?: true;
  /** The account is throttled, not this message alone. */
  throttled?: true;
}

/** A second spelling of "not found": an ended verification too. */
export const NOT_FOUND = 20404;
/** A verification has been checked five times. */
export const CHECKS_EXHAUSTED = 60202;

/**
 * Twilio's error codes that sending can meet, synchronously or in a delivery report
 * (https://www.twilio.com/docs/api/errors). Codes and meanings are Twilio's; the outcomes are ours:
 * - `provider_down` where no message of this account can go now;
 * - `misconfigured` where the account's set-up is at fault, or the route: the next provider may reach the recipient;
 * - `rejected` where the recipient or the text is at fault, or Ramz is.
 *
 * The next way is open from faults that lie in Verify: a plain text needs neither its service nor its features. It stays
 * shut where Twilio or the operator keeps codes from a destination on purpose (60238, 60410, 60605): a text would only
 * go round the guard, and to Iran, Syria and Cuba it would be taken and never delivered.
 */
export const statusRules: Readonly<Record<number, StatusRule>> = {
  14107: throttle('too many messages went between two numbers within 30 seconds (14107)'),
  20003: {
    outcome: 'provider_down',
    sentence:
      'Twilio refused the credentials (20003): they are wrong, lack a permission, or the account is suspended. Correct ' +
      'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or the API key.',
  },
  20008: {
    outcome: 'misconfigured',
    sentence: 'These are test credentials of Twilio, which can send plain texts only, and none in truth (20008).',
    nextMethod: true,
  },
  20403: { outcome: 'provider_down', sentence: 'The Twilio account is suspended or closed (20403).' },
  [NOT_FOUND]: {
    outcome: 'misconfigured',
    sentence: ({ method }) =>
      method === 'verify'
        ? 'Twilio knows no such Verify service, or not the language for it (20404). Correct TWILIO_VERIFY_SERVICE_SID.'
        : 'Twilio knows no such account (20404). Correct TWILIO_ACCOUNT_SID or TWILIO_BASE_URL.',
    nextMethod: true,
  },
  20429: throttle('it got too many calls at once (20429)'),
  20500: { outcome: 'unknown', sentence: 'Twilio failed within (20500). The message may have been sent.' },
  20503: { outcome: 'transient', sentence: 'Twilio is unavailable (20503).' },
  21211: { outcome: 'rejected', sentence: 'Twilio does not accept the recipient number (21211).' },
  21212: sender('is not a sender that Twilio knows (21212)'),
  21219: trial(21219),
  21266: { outcome: 'rejected', sentence: 'The recipient is the sender itself (21266).' },
  21408: {
    outcome: 'misconfigured',
    sentence:
      "The Twilio account may not send to the recipient's country (21408). Switch it on under Messaging, Geo permissions.",
  },
  21601: sender('cannot send messages (21601)'),
  21602: ownFault('the text is missing (21602)'),
  21603: ownFault('the sender is missing (21603)'),
  21604: ownFault('the recipient is missing (21604)'),
  21606: sender('is not on this account, or cannot send to this destination (21606)'),
  21607: trial(21607),
  21608: trial(21608),
  21609: {
    outcome: 'misconfigured',
    sentence: 'Twilio does not accept the address for delivery reports (21609). Correct PUBLIC_URL.',
  },
  21610: { outcome: 'rejected', sentence: 'The recipient has opted out of messages by replying STOP (21610).' },
  21611: throttle('the queue of the sender number is full (21611); add senders to TWILIO_FROM_NUMBER'),
  21612: {
    outcome: 'misconfigured',
    sentence: 'Twilio has no route to the recipient from this sender (21612).',
  },
  21614: { outcome: 'rejected', sentence: 'The recipient is not a mobile number (21614).' },
  21617: ownFault('the text is longer than 1600 characters (21617)'),
  21624: ownFault('the validity period is out of range (21624)'),
  21635: { outcome: 'rejected', sentence: 'The recipient is a landline (21635).' },
  21659: sender("is not Twilio's, or a short code of another country (21659)"),
  21660: sender('belongs to another account (21660)'),
  21703: messagingService('has no sender for this destination (21703)'),
  21704: messagingService('has no senders (21704)'),
  21705: messagingService('does not exist (21705)'),
  30001: throttle('its queue overflowed (30001)'),
  30002: { outcome: 'provider_down', sentence: 'The Twilio account has been suspended (30002).' },
  30022: throttle("the US carriers' rate for this registration was exceeded (30022)"),
  30023: {
    outcome: 'misconfigured',
    sentence: "The US carriers' daily limit for this registration is used up (30023).",
  },
  30034: {
    outcome: 'misconfigured',
    sentence: 'The US sender number is not registered for A2P 10DLC (30034). Register it in the Twilio console.',
  },
  60200: {
    outcome: 'misconfigured',
    sentence: ({ parameter }) =>
      `Twilio Verify does not accept ${parameter ? `the parameter ${parameter}` : 'a parameter'} (60200).`,
    nextMethod: true,
  },
  [CHECKS_EXHAUSTED]: { outcome: 'rejected', sentence: 'This verification has been checked five times (60202).' },
  60203: {
    outcome: 'rejected',
    sentence: 'Twilio Verify sends five codes to a number within ten minutes at most, and has (60203).',
    nextMethod: true,
  },
  60204: verifyFeature('Custom codes are not enabled on the Verify service (60204): enable them in its settings.'),
  60205: { outcome: 'rejected', sentence: 'The recipient is a landline (60205).' },
  60206: verifyFeature('The Verify service wants an amount and a payee with each code (60206): switch PSD2 off.'),
  60207: verifyFeature('The Verify service has too many rate limits (60207).'),
  60212: {
    outcome: 'transient',
    sentence: 'Twilio Verify got too many requests for this number at once (60212).',
  },
  60220: verifyFeature('Sending to China needs an approval by Twilio (60220).'),
  60223: verifyFeature('The channel is switched off on the Verify service (60223).'),
  60238: {
    outcome: 'misconfigured',
    sentence: 'Twilio blocks this verification (60238): the account is under review, or the country is not served.',
  },
  60410: {
    outcome: 'rejected',
    sentence: "Twilio's Fraud Guard blocks numbers like the recipient's for up to 12 hours (60410).",
  },
  60605: {
    outcome: 'misconfigured',
    sentence:
      "The Verify service may not send to the recipient's country (60605). See Geo permissions of Verify; Iran, Syria " +
      'and Cuba are not served at all.',
  },
  60728: verifyFeature('The Twilio account has used up its hourly limit for Verify (60728).'),
  63017: throttle('the account sends more than it may in a second (63017)'),
  63038: {
    outcome: 'provider_down',
    sentence: 'The Twilio account has used up its messages of 24 hours (63038). Ask Twilio for a higher limit.',
  },
  90007: ownFault('the validity period is out of range (90007)'),
};

/** What a delivery report's `ErrorCode` says, where it is not in `statusRules`. */
const deliveryMeanings: Readonly<Record<number, string>> = {
  30003: 'The handset is off or out of reach (30003).',
  30004: 'The recipient or the carrier blocks messages of this kind (30004).',
  30005: 'The number is unknown or no longer in use (30005).',
  30006: 'The recipient is a landline, or its carrier cannot be reached (30006).',
  30007: 'The carrier or Twilio filtered the message (30007).',
  30008: 'The carrier did not deliver it and gave no reason (30008).',
  30036: 'The message waited longer than its code lives, and was not sent (30036).',
  30410: 'The carrier gave Twilio no answer (30410). It was not sent again, and may have arrived.',
  30450: "Twilio's protection from SMS pumping blocked the message (30450).",
};

/** What an error code of Twilio means for a message that went by `context.way`. */
export function classify(code: number | undefined, httpStatus: number, context: StatusContext): SendFailure {
  const rule = (code === undefined ? undefined : ruleOf(code, context)) ?? unlisted(code, httpStatus);
  return {
    outcome: rule.outcome,
    ...(code === undefined ? {} : { rawCode: code }),
    meaning: typeof rule.sentence === 'string' ? rule.sentence : rule.sentence(context),
    ...(rule.throttled ? { throttled: true } : {}),
    ...(rule.nextMethod && context.method === 'verify' ? { tryNextMethod: true } : {}),
  };
}

/** What an error code of a delivery report means. */
export function deliveryMeaning(code: number): string {
  const rule = statusRules[code];
  if (rule) return typeof rule.sentence === 'string' ? rule.sentence : rule.sentence({ method: 'plain' });
  return deliveryMeanings[code] ?? `Twilio reports error ${code}, which Ramz does not know.`;
}

function ruleOf(code: number, { parameter }: StatusContext): StatusRule | undefined {
  if (code === 60200 && parameter?.toLowerCase() === 'to') {
    return { outcome: 'rejected', sentence: 'Twilio Verify does not accept the recipient number (60200).' };
  }
  return statusRules[code];
}

/**
 * By HTTP status. A 503 is Twilio's front turning a request away; any other 5xx may come after the message was taken,
 * and Messages has no key that would make a repeat harmless: it is unknown, and `reconcile` finds out.
 */
function unlisted(code: number | undefined, httpStatus: number): StatusRule {
  const what = code === undefined ? `HTTP ${httpStatus}` : `code ${code}, HTTP ${httpStatus}`;
  if (httpStatus === 429) return throttle(`it got too many calls (${what})`);
  if (httpStatus === 503 || httpStatus === 408) return { outcome: 'transient', sentence: `Twilio failed (${what}).` };
  if (httpStatus >= 500) {
    return { outcome: 'unknown', sentence: `Twilio failed (${what}). The message may have been sent.` };
  }
  if (httpStatus === 401) {
    return { outcome: 'provider_down', sentence: `Twilio refused the credentials (${what}). Correct them.` };
  }
  return {
    outcome: 'rejected',
    sentence: `Twilio refused the message for a reason that Ramz does not know (${what}).`,
  };
}

function throttle(what: string): StatusRule {
  return { outcome: 'transient', throttled: true, sentence: `Twilio holds sending back: ${what}.` };
}

function sender(what: string): StatusRule {
  return {
    outcome: 'misconfigured',
    sentence: (context) => `Sender ${context.sender ?? ''} ${what}. Correct TWILIO_FROM_NUMBER.`.replace('  ', ' '),
  };
}

function messagingService(what: string): StatusRule {
  return {
    outcome: 'misconfigured',
    sentence: `The Messaging Service ${what}. Correct it in the Twilio console, or TWILIO_MESSAGING_SERVICE_SID.`,
  };
}

function verifyFeature(sentence: string): StatusRule {
  return { outcome: 'misconfigured', sentence, nextMethod: true };
}

function trial(code: number): StatusRule {
  return {
    outcome: 'misconfigured',
    sentence: `This is a Twilio trial account, which may only send to numbers verified in the console (${code}).`,
  };
}

function ownFault(what: string): StatusRule {
  return { outcome: 'rejected', sentence: `Twilio refused the request: ${what}. This is likely a fault in Ramz.` };
}
