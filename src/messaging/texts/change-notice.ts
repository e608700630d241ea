import { LOCALES, type Locale } from './locale.registry.js';
import type { OtpMail } from './otp-mail.js';

/**
 * What the old number or address of an account is told when the account gets another one.
 * @param masked the new one, in part
 */
export function renderChangeNotice(locale: Locale, changed: 'phone' | 'email', masked: string): OtpMail {
  const { changed: texts, direction } = LOCALES[locale];
  const text = texts[changed](masked);
  const html = [
    `<!doctype html><html lang="${locale}" dir="${direction}"><head><meta charset="utf-8"><title>${texts.subject}</title></head>`,
    `<body style="font-family: sans-serif; font-size: 16px; color: #222; margin: 24px"><p>${text}</p></body></html>`,
  ].join('');
  return { subject: texts.subject, text, html };
}
