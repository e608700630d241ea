import type { LocaleTexts } from './locale.contract.js';

export const fa: LocaleTexts = {
  // ASCII digits after a colon stand left to right by themselves; a direction mark would cost room and break clients and
  // templates that match the text.
  otp: (code, minutes) => [`کد تأیید شما: ${code}`, `این کد ${minutes} دقیقه اعتبار دارد.`],
  countries: ['IR', 'AF'],
};
