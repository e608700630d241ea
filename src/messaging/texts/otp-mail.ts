import { LOCALES, type Locale } from './locale.registry.js';

export interface OtpMailOptions {
  locale: Locale;
  code: string;
  minutes: number;
  expiresAt: Date;
}

/** Plain text and HTML say the same. */
export interface OtpMail {
  subject: string;
  text: string;
  html: string;
}

/** The e-mail that carries a code. The code stands left to right by itself, whatever the language's direction. */
export function renderOtpMail({ locale, code, minutes, expiresAt }: OtpMailOptions): OtpMail {
  const { mail, direction, timeZone } = LOCALES[locale];
  const validity = mail.validity(minutes, timeIn(expiresAt, timeZone));
  const html = [
    `<!doctype html><html lang="${locale}" dir="${direction}"><head><meta charset="utf-8"><title>${mail.subject}</title></head>`,
    '<body style="font-family: sans-serif; font-size: 16px; color: #222; margin: 24px">',
    `<p>${mail.lead}</p>`,
    `<p><bdi dir="ltr" style="font-size: 32px; font-weight: bold; letter-spacing: 4px">${code}</bdi></p>`,
    `<p>${validity}</p><p style="color: #666">${mail.ignore}</p></body></html>`,
  ].join('');
  return { subject: mail.subject, text: [mail.lead, code, validity, '', mail.ignore].join('\n'), html };
}

/** Such as `14:35 (GMT+3:30)`. */
function timeIn(time: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'shortOffset',
  });
  const [clock = '', zone = ''] = parts.format(time).split(' ');
  return `${clock} (${zone})`;
}
