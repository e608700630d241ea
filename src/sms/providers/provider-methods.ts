import type { SendMethod, SmsProvider, SmsRequest } from './provider.contract.js';

/** A text and a code. Together they use every method of a provider. */
const TEXT: SmsRequest = {
  messageId: '',
  localId: 0n,
  recipient: '',
  country: '',
  text: 'text',
  channel: 'sms',
  validForSeconds: 0,
};
const CODE: SmsRequest = { ...TEXT, otp: { code: '0', locale: 'en' } };

/** The methods that a provider uses for any message. */
export function methodsOf(provider: SmsProvider): SendMethod[] {
  return [...new Set([CODE, TEXT].flatMap((request) => provider.methods(request)))];
}
