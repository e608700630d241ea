import type { LocaleTexts } from './locale.contract.js';

export const en: LocaleTexts = {
  otp: (code, minutes) => [
    `Your verification code: ${code}`,
    `It is valid for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  ],
  countries: [],
};
