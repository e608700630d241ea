import type { SendFailure, SmsRequest, SendMethod } from '../provider.contract.js';
import type { StatusContext } from './smsir.status-codes.js';

/** What the requests need of the configuration. */
export interface SmsIrDefaults {
  /** Line for plain texts, digits. Without it, only templates go out. */
  sender?: string;
  /** Id of the template for codes, digits. Without it, codes go as plain texts. */
  template?: string;
  /** Name of the code in the template's text, without its `#` signs. Whether case matters is not documented. */
  templateParameter: string;
}

export interface SmsIrCall {
  path: 'send/verify' | 'send/bulk';
  body: object;
  context: StatusContext;
}

/** Names of the values of a template that a caller chose: `#TOKEN#`, `#TOKEN2#`, `#TOKEN3#` in its text. */
const TOKEN_NAMES = ['TOKEN', 'TOKEN2', 'TOKEN3'] as const;

/** Longer values are refused (114). */
const MAX_VALUE_LENGTH = 25;

/** Ids and lines go as JSON numbers. */
const isNumber = (text: string | undefined): text is string => /^[1-9]\d{0,14}$/.test(text ?? '');

export const isIranian = (recipient: string) => recipient.startsWith('+98');

/** The template with this name, where that is an id: names are another provider's. */
export function templateOf({ template }: SmsRequest, defaults: SmsIrDefaults): string | undefined {
  return template?.name === undefined ? defaults.template : [template.name].find(isNumber);
}

export function verifyCall(request: SmsRequest, defaults: SmsIrDefaults): SmsIrCall | SendFailure {
  const values = request.template?.tokens ?? (request.otp ? [request.otp.code] : []);
  const names = request.template ? TOKEN_NAMES : [defaults.templateParameter];
  const template = templateOf(request, defaults);
  if (!isNumber(template)) return unfit('SMS.ir knows its templates by numbers. Set SMSIR_TEMPLATE to the id of one.');
  const fits = (value: string) => value !== '' && value.length <= MAX_VALUE_LENGTH;
  if (values.length === 0 || values.length > names.length || !values.every(fits)) {
    return unfit(`SMS.ir's templates take up to ${TOKEN_NAMES.length} values of 1 to ${MAX_VALUE_LENGTH} characters.`);
  }
  return {
    path: 'send/verify',
    body: {
      mobile: mobileOf(request.recipient),
      templateId: Number(template),
      parameters: values.map((value, index) => ({ name: names[index], value })),
    },
    context: { method: 'lookup', sender: '', template, chosen: request.template?.name !== undefined },
  };
}

/** `plain` from the caller's line, where there is one; otherwise, and as `default_line`, from the configured. */
export function textCall(request: SmsRequest, method: SendMethod, defaults: SmsIrDefaults): SmsIrCall | SendFailure {
  const chosen = method === 'plain' && request.sender !== undefined;
  const sender = chosen ? request.sender : defaults.sender;
  if (request.text === '') return { outcome: 'rejected', meaning: 'The text is empty.' };
  if (!isNumber(sender)) {
    return unfit('SMS.ir sends plain texts from a line, a number. Set SMSIR_SENDER to a line of the account.');
  }
  return {
    path: 'send/bulk',
    body: { lineNumber: Number(sender), messageText: request.text, mobiles: [mobileOf(request.recipient)] },
    context: { method, sender, template: '', chosen },
  };
}

function unfit(meaning: string): SendFailure {
  return { outcome: 'misconfigured', meaning, tryNextMethod: true };
}

/** `09…`, as in the examples of SMS.ir's TypeScript client. */
function mobileOf(recipient: string): string {
  return `0${recipient.slice(3)}`;
}
