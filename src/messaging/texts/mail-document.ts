import { LOCALES, type Locale } from './locale.registry.js';

/** An e-mail, with the same content as plain text and as HTML. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

/** The colours of a mail, as CSS. Styles of elements are for light mode: many mail clients drop what stands in `<style>`. */
export const MAIL_STYLES = {
  page: 'margin: 0; padding: 24px 12px; background: #f3f4f6',
  card: [
    'max-width: 440px; margin: 0 auto; padding: 12px 28px; background: #ffffff; color: #1f2937; border-radius: 12px',
    'font-family: system-ui, -apple-system, Segoe UI, Roboto, Vazirmatn, Tahoma, sans-serif; font-size: 16px; line-height: 1.7',
  ].join('; '),
  code: [
    'display: inline-block; padding: 10px 16px 10px 24px; background: #f3f4f6; color: #111827; border-radius: 8px',
    'font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 32px; line-height: 1.3; font-weight: bold; letter-spacing: 8px',
  ].join('; '),
  note: 'color: #6b7280; font-size: 14px',
};

/** For the clients that follow the reader's dark mode. The others leave the colours, or invert all of them. */
const DARK_MODE = [
  '.page { background: #111827 !important }',
  '.card { background: #1f2937 !important; color: #f3f4f6 !important }',
  '.code { background: #111827 !important; color: #ffffff !important }',
  '.note { color: #9ca3af !important }',
].join(' ');

/** @param body HTML in which nothing is left to escape */
export function htmlDocument(locale: Locale, subject: string, body: string): string {
  return [
    `<!doctype html><html lang="${locale}" dir="${LOCALES[locale].direction}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>${subject}</title><style>:root { color-scheme: light dark }`,
    ` @media (prefers-color-scheme: dark) { ${DARK_MODE} }</style></head>`,
    `<body class="page" style="${MAIL_STYLES.page}"><div class="card" style="${MAIL_STYLES.card}">${body}</div></body></html>`,
  ].join('');
}
