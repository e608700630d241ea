import type { LocaleTexts } from './locale.contract.js';

export const en: LocaleTexts = {
  otp: (code, minutes) => [
    `Your verification code: ${code}`,
    `It is valid for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  ],
  mail: {
    subject: 'Your verification code',
    lead: 'Your verification code:',
    validity: (minutes, until) => `It is valid for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, until ${until}.`,
    ignore: 'If you did not ask for it, please ignore this message.',
  },
  changed: {
    subject: 'Your account was changed',
    phone: (masked) =>
      `The phone number of your account was changed to ${masked}. If this was not you, contact support at once.`,
    email: (masked) =>
      `The e-mail address of your account was changed to ${masked}. If this was not you, contact support at once.`,
    phoneRemoved: 'The phone number of your account was removed. If this was not you, contact support at once.',
    emailRemoved: 'The e-mail address of your account was removed. If this was not you, contact support at once.',
  },
  direction: 'ltr',
  timeZone: 'UTC',
  countries: [],
};
