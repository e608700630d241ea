import { nationalIranianNumber } from '../iranian-numbers.js';
import type { SendFailure, SmsRequest, SendMethod } from '../provider.contract.js';
import { hasWideTokens, methodUnusable, refusedByRamz } from '../send-failures.js';
import type { StatusContext } from '../status-rules.js';

/** The part of the configuration that requests need. */
export interface SmsIrDefaults {
  /** Line for plain texts, in digits. Without it, only templates are sent. */
  sender?: string;
  /** Id of the template for codes, in digits. Without it, codes are sent as plain texts. */
  template?: string;
  /** Name of the code in the template, without its `#` signs. Whether its case matters is not documented. */
  templateParameter: string;
}

export interface SmsIrCall {
  path: 'send/verify' | 'send/bulk';
  body: object;
  context: StatusContext;
}

/** Names of the values of a template that the caller chose: `#TOKEN#`, `#TOKEN2#`, `#TOKEN3#` in its text. */
const TOKEN_NAMES = ['TOKEN', 'TOKEN2', 'TOKEN3'] as const;

const PROVIDER = 'SMS.ir';

/** SMS.ir refuses longer values (114). */
const MAX_VALUE_LENGTH = 25;

/** Ids and lines are JSON numbers. */
const isNumber = (text: string | undefined): text is string => /^[1-9]\d{0,14}$/.test(text ?? '');

/** The caller's template if it is an id, because a name is another provider's template; otherwise the configured one. */
export function templateOf({ template }: SmsRequest, defaults: SmsIrDefaults): string | undefined {
  return template?.name === undefined ? defaults.template : [template.name].find(isNumber);
}

export function verifyCall(request: SmsRequest, defaults: SmsIrDefaults): SmsIrCall | SendFailure {
  const values = request.template?.tokens ?? (request.otp ? [request.otp.code] : []);
  const names = request.template ? TOKEN_NAMES : [defaults.templateParameter];
  const template = templateOf(request, defaults);
  if (!isNumber(template)) {
    return methodUnusable(PROVIDER, 'its templates have numbers; set SMSIR_TEMPLATE to the number of one');
  }
  const fits = (value: string) => value !== '' && value.length <= MAX_VALUE_LENGTH;
  if (values.length === 0 || values.length > names.length || !values.every(fits) || hasWideTokens(request)) {
    const limits = `up to ${TOKEN_NAMES.length} values of 1 to ${MAX_VALUE_LENGTH} characters`;
    return methodUnusable(PROVIDER, `its templates take ${limits}, and no token10 or token20`);
  }
  return {
    path: 'send/verify',
    body: {
      mobile: nationalIranianNumber(request.recipient),
      templateId: Number(template),
      parameters: values.map((value, index) => ({ name: names[index], value })),
    },
    context: { method: 'lookup', template, chosen: request.template?.name !== undefined },
  };
}

/** `plain` uses the caller's line, if there is one; otherwise both methods use the configured line. */
export function textCall(request: SmsRequest, method: SendMethod, defaults: SmsIrDefaults): SmsIrCall | SendFailure {
  const chosen = method === 'plain' && request.sender !== undefined;
  const sender = chosen ? request.sender : defaults.sender;
  if (request.text === '') return refusedByRamz(PROVIDER, 'the text is empty', 'rejected');
  if (!isNumber(sender)) {
    return methodUnusable(PROVIDER, 'its sender lines are numbers; set SMSIR_SENDER to a line of the account');
  }
  return {
    path: 'send/bulk',
    body: {
      lineNumber: Number(sender),
      messageText: request.text,
      mobiles: [nationalIranianNumber(request.recipient)],
    },
    context: { method, sender, chosen },
  };
}
