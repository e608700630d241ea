import { LOCALES, type Locale } from './locale.registry.js';
import { htmlDocument, MAIL_STYLES, type MailContent } from './mail-document.js';

export interface OtpMailOptions {
  locale: Locale;
  code: string;
  minutes: number;
  expiresAt: Date;
}

/** Renders the e-mail that carries a code. The code is shown left to right in every language. */
export function renderOtpMail({ locale, code, minutes, expiresAt }: OtpMailOptions): MailContent {
  const { mail, timeZone } = LOCALES[locale];
  const validity = mail.validity(minutes, timeIn(expiresAt, timeZone));
  const body = [
    `<p>${mail.lead}</p>`,
    `<p style="text-align: center"><bdi dir="ltr" class="code" style="${MAIL_STYLES.code}">${code}</bdi></p>`,
    `<p>${validity}</p><p class="note" style="${MAIL_STYLES.note}">${mail.ignore}</p>`,
  ].join('');
  return {
    subject: mail.subject,
    text: [mail.lead, code, validity, '', mail.ignore].join('\n'),
    html: htmlDocument(locale, mail.subject, body),
  };
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
