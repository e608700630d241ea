import { nationalIranianNumber } from '../iranian-numbers.js';
import type { SendFailure, SendMethod, SmsRequest } from '../provider.contract.js';
import { hasWideTokens, methodUnusable, textFault } from '../send-failures.js';
import type { StatusContext } from '../status-rules.js';

/** The part of the configuration that requests need. */
export interface GhasedakDefaults {
  /** Line for plain texts, in digits. Without it, only templates are sent. */
  sender?: string;
  /** Name of the template for codes. Without it, codes are sent as plain texts. */
  template?: string;
  /** Name of the template's parameter for the code. Whether its case matters is not documented. */
  templateParameter: string;
}

export interface GhasedakCall {
  path: 'SendOtpSMS' | 'SendSingleSMS';
  body: object;
  context: StatusContext;
}

const PROVIDER = 'Ghasedak';

/** Ghasedak refuses longer texts (413). */
const MAX_TEXT_LENGTH = 1000;

/** Parameters of a template that the caller chose. The older method `SendOtpWithParams` has the same names. */
const TOKEN_NAMES = ['param1', 'param2', 'param3'] as const;

/** The caller's template takes precedence over the configured one. */
export function templateOf({ template }: SmsRequest, defaults: GhasedakDefaults): string | undefined {
  return template?.name ?? defaults.template;
}

export function otpCall(request: SmsRequest, defaults: GhasedakDefaults): GhasedakCall | SendFailure {
  const values = request.template?.tokens ?? (request.otp ? [request.otp.code] : []);
  const names = request.template ? TOKEN_NAMES : [defaults.templateParameter];
  const template = templateOf(request, defaults);
  if (template === undefined) return methodUnusable(PROVIDER, 'there is no template; set GHASEDAK_TEMPLATE');
  if (values.length === 0 || values.length > names.length || values.includes('') || hasWideTokens(request)) {
    return methodUnusable(PROVIDER, `its templates need 1 to ${TOKEN_NAMES.length} values, and no token10 or token20`);
  }
  return {
    path: 'SendOtpSMS',
    body: {
      receptors: [{ mobile: nationalIranianNumber(request.recipient), clientReferenceId: referenceOf(request) }],
      templateName: template,
      inputs: values.map((value, index) => ({ param: names[index], value })),
      udh: false,
      isVoice: request.channel === 'call',
    },
    context: { method: 'lookup', template, chosen: request.template?.name !== undefined },
  };
}

/** `plain` uses the caller's line, if there is one; otherwise both methods use the configured line. */
export function textCall(
  request: SmsRequest,
  method: SendMethod,
  defaults: GhasedakDefaults,
): GhasedakCall | SendFailure {
  const chosen = method === 'plain' && request.sender !== undefined;
  const sender = chosen ? request.sender : defaults.sender;
  if (sender === undefined) return methodUnusable(PROVIDER, 'there is no sender line; set GHASEDAK_SENDER');
  return (
    textFault(PROVIDER, request.text, MAX_TEXT_LENGTH) ?? {
      path: 'SendSingleSMS',
      body: {
        message: request.text,
        receptor: nationalIranianNumber(request.recipient),
        lineNumber: sender,
        clientReferenceId: referenceOf(request),
        udh: false,
      },
      context: { method, sender, chosen },
    }
  );
}

/** The id by which Ghasedak finds a message after a lost answer. */
export function referenceOf({ localId }: SmsRequest): string {
  return localId.toString();
}
