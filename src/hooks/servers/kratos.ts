import { equalsInConstantTime } from '../../common/constant-time.js';
import type { AuthServer } from '../auth-server.contract.js';
import { headerOf } from '../signatures.js';
import { memberOf, textOf } from './json.js';

const CODE_NAMES = ['login_code', 'verification_code', 'recovery_code', 'registration_code'];

/**
 * Ory Kratos' courier over HTTP (https://www.ory.com/docs/kratos/emails-sms/sending-sms). It signs nothing, so it sends the
 * secret itself; docs/auth-servers.md has the Jsonnet template of the body.
 */
export const kratos: AuthServer = {
  name: 'kratos',
  isSigned: (request, secret) => equalsInConstantTime(headerOf(request, 'authorization'), `Bearer ${secret}`),
  read(body) {
    const phoneNumber = textOf(body, 'recipient');
    const data = memberOf(body, 'template_data');
    const code = CODE_NAMES.map((name) => textOf(data, name)).find((text) => text !== undefined);
    return phoneNumber && code ? { phoneNumber, code, locale: textOf(body, 'locale') } : undefined;
  },
  accepted: {},
};
