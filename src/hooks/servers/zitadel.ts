import type { AuthServer } from '../auth-server.contract.js';
import { hasSignature, headerOf, isFresh } from '../signatures.js';
import { memberOf, textOf } from './json.js';

/**
 * Zitadel's SMS provider of the kind HTTP (https://zitadel.com/docs/guides/manage/customize/notification-providers). The
 * header is `t=seconds,v1=signature`, with more than one signature while its key is rotated.
 */
export const zitadel: AuthServer = {
  name: 'zitadel',
  isSigned(request, secret) {
    const parts = headerOf(request, 'zitadel-signature')
      .split(',')
      .map((part) => part.trim().split('='));
    const valuesOf = (name: string) => parts.filter(([key]) => key === name).map(([, value = '']) => value);
    const [seconds = ''] = valuesOf('t');
    return (
      isFresh(Number(seconds), request) && hasSignature(valuesOf('v1'), `${seconds}.${request.body}`, secret, 'hex')
    );
  },
  read(body) {
    const phoneNumber = textOf(body, 'contextInfo', 'recipientPhoneNumber');
    const args = memberOf(body, 'args');
    const code = textOf(args, 'code') ?? textOf(args, 'otp') ?? textOf(args, 'oTP') ?? textOf(args, 'OTP');
    return phoneNumber && code ? { phoneNumber, code, locale: textOf(args, 'preferredLanguage') } : undefined;
  },
  accepted: {},
};
