import { isIranian, nationalIranianNumber } from '../iranian-numbers.js';
import type { SendFailure, SmsRequest, SendMethod } from '../provider.contract.js';
import { methodUnusable, refusedByRamz, textFault } from '../send-failures.js';

/** The part of the configuration that requests need. */
export interface KavenegarDefaults {
  /** Line for plain texts. */
  sender: string;
  /** Template for codes, as named in the panel. */
  template: string;
  /** In characters. 900 by the documents of 2025; reportedly 1800 since. */
  maxTextLength?: number;
}

export interface KavenegarCall {
  method: string;
  form: Record<string, string>;
}

/** What `verify/lookup` accepts as a code: up to 100 Persian or Latin letters and digits. */
const CODE = /^[\p{L}\p{Nd}]{1,100}$/u;

/** Refuses what certainly causes a 431: white space and underscores. Kavenegar decides about other separators. */
const TOKEN = /^[^\s_]{1,100}$/u;

const TOKEN_NAMES = ['token', 'token2', 'token3'] as const;

/** The spaces that these two values may contain. */
const SPACES = { token10: 5, token20: 8 } as const;

const PROVIDER = 'Kavenegar';

/** The caller's template takes precedence over the configured one with the code. */
export function lookupCall(request: SmsRequest, defaults: KavenegarDefaults): KavenegarCall | SendFailure {
  const tokens = request.template?.tokens ?? (request.otp ? [request.otp.code] : []);
  const byCall = request.channel === 'call';
  if (byCall && !/^\d{1,100}$/.test(tokens[0] ?? '')) {
    return refusedByRamz(PROVIDER, 'it can read out only digits, so this code cannot be sent by call', 'rejected');
  }
  const allowed = request.template ? TOKEN : CODE;
  if (tokens.length === 0 || tokens.length > TOKEN_NAMES.length || !tokens.every((token) => allowed.test(token))) {
    return methodUnusable(
      PROVIDER,
      request.template
        ? 'its templates take one to three tokens of 1 to 100 characters, without spaces or underscores'
        : 'its templates take codes of 1 to 100 letters and digits',
    );
  }
  const wideTokens = wideTokensOf(request);
  if (!wideTokens) {
    return methodUnusable(
      PROVIDER,
      `token10 and token20 have 1 to 100 characters, with up to ${SPACES.token10} and ${SPACES.token20} spaces`,
    );
  }
  return {
    method: 'verify/lookup',
    form: {
      receptor: receptorOf(request.recipient),
      template: request.template?.name ?? defaults.template,
      ...Object.fromEntries(tokens.map((token, index) => [TOKEN_NAMES[index], token])),
      ...wideTokens,
      ...(byCall && { type: 'call' }),
    },
  };
}

/** The values that may contain spaces. Undefined if one of them does not fit. */
function wideTokensOf({ template }: SmsRequest): Record<string, string> | undefined {
  const given = Object.entries(SPACES).flatMap(([name, spaces]) => {
    const value = template?.[name as keyof typeof SPACES];
    return value === undefined ? [] : [{ name, spaces, value }];
  });
  const fits = ({ value, spaces }: { value: string; spaces: number }) =>
    /^[^\n\r\t_]{1,100}$/u.test(value) && value.trim() !== '' && value.split(/\s/u).length - 1 <= spaces;
  return given.every(fits) ? Object.fromEntries(given.map(({ name, value }) => [name, value])) : undefined;
}

export function plainCall(
  request: SmsRequest,
  method: SendMethod,
  defaults: KavenegarDefaults,
): KavenegarCall | SendFailure {
  const fault = plainTextFault(request, defaults);
  if (fault) return fault;
  // Kavenegar sends each `localid` once, so a repeat after an unknown outcome does not arrive twice.
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

/** Several texts in one call. The fields are JSON arrays, except for the ids, which are separated by commas. */
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

export function plainTextFault(
  { text }: SmsRequest,
  { maxTextLength = 900 }: KavenegarDefaults,
): SendFailure | undefined {
  return textFault(PROVIDER, text, maxTextLength);
}

/** Numbers outside Iran start with `00`, the only form that `verify/lookup` documents. */
export function receptorOf(recipient: string): string {
  return isIranian(recipient) ? nationalIranianNumber(recipient) : `00${recipient.slice(1)}`;
}

/** Whether a number in Kavenegar's reply, in any form, is this recipient. */
export function isReceptorOf(receptor: string, recipient: string): boolean {
  return receptor.replace(/\D/g, '').endsWith(recipient.slice(isIranian(recipient) ? 3 : 1));
}
