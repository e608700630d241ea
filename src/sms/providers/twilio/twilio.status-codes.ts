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
  unknownOutcome,
  type StatusContext,
  type StatusRule,
  type StatusRules,
} from '../status-rules.js';
import { verifyRules } from './twilio.verify-codes.js';

/** `sender` is masked if it is a number. */
export interface TwilioContext extends StatusContext {
  /** The parameter that Twilio calls invalid (60200). */
  parameter?: string;
}

/** Also the code of a verification that has ended. */
export const NOT_FOUND = 20404;

const requestFault = requestFaults('Twilio');

/**
 * The error codes that a call or a delivery report can have (https://www.twilio.com/docs/api/errors). The codes and
 * meanings are Twilio's; the outcomes are our own reading. The next method may work after faults of Verify, because a plain
 * text needs neither its service nor its features.
 */
export const statusRules: StatusRules<TwilioContext> = {
  // Only these two numbers have to wait.
  14107: transient('Twilio received too many messages between two numbers within 30 seconds (14107).'),
  20003: providerDown(
    'Twilio refused the credentials (20003): they are wrong, lack a permission, or the account is suspended. Correct ' +
      'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or the API key.',
  ),
  20008: misconfigured(
    'These are test credentials of Twilio, which can only simulate plain texts (20008). Use the live credentials.',
    'verify',
  ),
  20403: providerDown('The Twilio account is suspended or closed (20403).'),
  [NOT_FOUND]: misconfigured(
    ({ method }) =>
      method === 'verify'
        ? 'Twilio does not know the Verify service, or the language for it (20404). Correct TWILIO_VERIFY_SERVICE_SID.'
        : 'Twilio does not know the account (20404). Correct TWILIO_ACCOUNT_SID or TWILIO_BASE_URL.',
    'verify',
  ),
  20429: held('it received too many calls at once (20429)'),
  20500: unknownOutcome('Twilio has an internal error (20500). The message may have been sent.'),
  20503: transient('Twilio is unavailable (20503).'),
  21211: badRecipient('Twilio does not accept the recipient number (21211).'),
  21212: sender('is not a sender that Twilio knows (21212)'),
  21219: trialAccount(21219),
  21266: rejected('The recipient is the sender itself (21266).'),
  21408: misconfigured(
    "The Twilio account may not send to the recipient's country (21408). Enable it under Messaging, Geo permissions.",
  ),
  21601: sender('cannot send messages (21601)'),
  21602: requestFault('the text is missing (21602)'),
  21603: requestFault('the sender is missing (21603)'),
  21604: requestFault('the recipient is missing (21604)'),
  21606: sender('is not on this account, or cannot send to this destination (21606)'),
  21607: trialAccount(21607),
  21608: trialAccount(21608),
  21609: misconfigured('Twilio does not accept the address for delivery reports (21609). Correct PUBLIC_URL.'),
  21610: rejected('The recipient has opted out of messages by replying STOP (21610).'),
  21611: held('the queue of the sender number is full (21611); add senders to TWILIO_FROM_NUMBER'),
  21612: misconfigured('Twilio has no route to the recipient from this sender (21612).'),
  21614: badRecipient('The recipient is not a mobile number (21614).'),
  21617: requestFault('the text is longer than 1600 characters (21617)'),
  21624: requestFault('the validity period is out of range (21624)'),
  21635: badRecipient('The recipient is a landline (21635).'),
  21659: sender("is not Twilio's, or a short code of another country (21659)"),
  21660: sender('belongs to another account (21660)'),
  21703: messagingService('has no sender for this destination (21703)'),
  21704: messagingService('has no senders (21704)'),
  21705: messagingService('does not exist (21705)'),
  30001: held('its queue overflowed (30001)'),
  30002: providerDown('The Twilio account has been suspended (30002).'),
  30022: held("the US carriers' rate for this registration was exceeded (30022)"),
  30023: misconfigured("The US carriers' daily limit for this registration is used up (30023)."),
  30034: misconfigured(
    'The US sender number is not registered for A2P 10DLC (30034). Register it in the Twilio console.',
  ),
  ...verifyRules,
  63017: held('the account sends more messages per second than it may (63017)'),
  63038: providerDown(
    'The Twilio account has used up its messages of 24 hours (63038). Ask Twilio for a higher limit.',
  ),
  90007: requestFault('the validity period is out of range (90007)'),
};

/** The failure of a call with this error code. */
export function classify(code: number | undefined, httpStatus: number, context: TwilioContext): SendFailure {
  const rule = (code === undefined ? undefined : ruleOf(code, context)) ?? unlisted(code, httpStatus);
  return failureByRule(rule, context, code);
}

function ruleOf(code: number, { parameter }: TwilioContext): StatusRule<TwilioContext> | undefined {
  if (code === 60200 && parameter?.toLowerCase() === 'to') {
    return badRecipient('Twilio Verify does not accept the recipient number (60200).');
  }
  return statusRules[code];
}

/**
 * By HTTP status. A 503 comes from Twilio's front end, which turns the request away. Any other 5xx may come after Twilio
 * accepted the message, and a repeat is not harmless, because Messages takes no id of ours.
 */
function unlisted(code: number | undefined, httpStatus: number): StatusRule {
  const what = code === undefined ? `HTTP ${httpStatus}` : `code ${code}, HTTP ${httpStatus}`;
  if (httpStatus === 429) return held(`it received too many calls (${what})`);
  if (httpStatus === 503 || httpStatus === 408) return transient(`Twilio failed (${what}).`);
  if (httpStatus >= 500) return unknownOutcome(`Twilio failed (${what}). The message may have been sent.`);
  if (httpStatus === 401) return providerDown(`Twilio refused the credentials (${what}). Correct them.`);
  return rejected(`Twilio refused the message for a reason that Ramz does not know (${what}).`);
}

function held(reason: string): StatusRule {
  return throttled(`Twilio throttles the account: ${reason}.`);
}

function sender(what: string): StatusRule {
  return misconfigured((context) =>
    `Sender ${context.sender ?? ''} ${what}. Correct TWILIO_FROM_NUMBER.`.replace('  ', ' '),
  );
}

function messagingService(what: string): StatusRule {
  return misconfigured(
    `The Messaging Service ${what}. Correct it in the Twilio console, or TWILIO_MESSAGING_SERVICE_SID.`,
  );
}

function trialAccount(code: number): StatusRule {
  return misconfigured(
    `This is a Twilio trial account, which can send only to numbers verified in the console (${code}).`,
  );
}
