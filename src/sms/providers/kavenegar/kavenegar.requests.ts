import type { SendFailure, SmsRequest, SendMethod } from '../provider.contract.js';

/** What the requests need of the configuration. */
export interface KavenegarDefaults {
  /** Line for plain texts. */
  sender: string;
  /** Template for codes, as named in the panel. */
  template: string;
  /** Characters. Kavenegar documented 900 in 2025, and is said to allow 1800 since. */
  maxTextLength?: number;
}

export interface KavenegarCall {
  method: string;
  form: Record<string, string>;
}

/** What `verify/lookup` takes for a code: "any Persian or Latin letter or digit", at most 100. */
const CODE = /^[\p{L}\p{Nd}]{1,100}$/u;

/** What it surely refuses in a token (431): white space and the underscore. Other separators it decides itself. */
const TOKEN = /^[^\s_]{1,100}$/u;

const TOKEN_NAMES = ['token', 'token2', 'token3'] as const;

/** A template that the caller chose goes before the configured one with the code. */
export function lookupCall(request: SmsRequest, defaults: KavenegarDefaults): KavenegarCall | SendFailure {
  const tokens = request.template?.tokens ?? (request.otp ? [request.otp.code] : []);
  const call = request.channel === 'call';
  if (call && !/^\d{1,100}$/.test(tokens[0] ?? '')) {
    return { outcome: 'rejected', meaning: 'Kavenegar reads out codes of digits only; this one cannot go by call.' };
  }
  const allowed = request.template ? TOKEN : CODE;
  if (tokens.length === 0 || tokens.length > TOKEN_NAMES.length || !tokens.every((token) => allowed.test(token))) {
    return {
      outcome: 'misconfigured',
      meaning: request.template
        ? "Kavenegar's templates take one to three tokens of 1 to 100 characters, without spaces or underscores."
        : "Kavenegar's templates take codes of 1 to 100 letters and digits only.",
      tryNextMethod: true,
    };
  }
  return {
    method: 'verify/lookup',
    form: {
      receptor: receptorOf(request.recipient),
      template: request.template?.name ?? defaults.template,
      ...Object.fromEntries(tokens.map((token, index) => [TOKEN_NAMES[index], token])),
      ...(call ? { type: 'call' } : {}),
    },
  };
}

export function plainCall(
  request: SmsRequest,
  method: SendMethod,
  defaults: KavenegarDefaults,
): KavenegarCall | SendFailure {
  const fault = textFault(request, defaults);
  if (fault) return fault;
  // Kavenegar sends a `localid` once only, so that a repeat after an unknown outcome does not reach the phone twice.
  const form = {
    receptor: receptorOf(request.recipient),
    message: request.text,
    localid: request.localId.toString(),
  };
  return {
    method: 'sms/send',
    form: method === 'plain' ? { ...form, sender: request.sender ?? defaults.sender } : form,
  };
}

/** Texts that differ, in one call: the form's fields are JSON arrays, but for the ids, which are a list with commas. */
export function bulkCall(requests: SmsRequest[], defaults: KavenegarDefaults): KavenegarCall {
  return {
    method: 'sms/sendarray',
    form: {
      receptor: JSON.stringify(requests.map(({ recipient }) => receptorOf(recipient))),
      sender: JSON.stringify(requests.map(({ sender }) => sender ?? defaults.sender)),
      message: JSON.stringify(requests.map(({ text }) => text)),
      localmessageids: requests.map(({ localId }) => localId.toString()).join(','),
    },
  };
}

export function textFault({ text }: SmsRequest, { maxTextLength = 900 }: KavenegarDefaults): SendFailure | undefined {
  if (text.length > 0 && text.length <= maxTextLength) return undefined;
  return { outcome: 'rejected', meaning: `The text is empty or longer than ${maxTextLength} characters.` };
}

/** Iranian numbers in their local form; others as `00` and country code, the only one `verify/lookup` documents. */
export function receptorOf(recipient: string): string {
  return recipient.startsWith('+98') ? `0${recipient.slice(3)}` : `00${recipient.slice(1)}`;
}

/** Whether a number in Kavenegar's answer, in whatever form, is this recipient's. */
export function isReceptorOf(receptor: string, recipient: string): boolean {
  return receptor.replace(/\D/g, '').endsWith(recipient.slice(recipient.startsWith('+98') ? 3 : 1));
}
