import { LOCALES, type Locale } from './locale.registry.js';

/** An e-mail, with the same content as plain text and as HTML. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

/** @param body HTML in which nothing is left to escape */
export function htmlDocument(locale: Locale, subject: string, body: string): string {
  return [
    `<!doctype html><html lang="${locale}" dir="${LOCALES[locale].direction}"><head><meta charset="utf-8">`,
    `<title>${subject}</title></head>`,
    `<body style="font-family: sans-serif; font-size: 16px; color: #222; margin: 24px">${body}</body></html>`,
  ].join('');
}
