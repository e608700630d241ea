import type { ConfigType } from '@nestjs/config';
import { parseEmailAddress } from '../common/email-address.js';
import { boolean, defineConfig, parsed, passwordsOf, variable } from '../config/index.js';

/** Sender of e-mails. */
export interface Mailbox {
  name: string;
  address: string;
}

const SIMULATED_FROM: Mailbox = { name: 'Ramz', address: 'ramz@localhost.invalid' };

const smtpUrl = parsed('`smtp://` or `smtps://` address', (text) => {
  const isValid = URL.canParse(text) && ['smtp:', 'smtps:'].includes(new URL(text).protocol) && new URL(text).hostname;
  if (!isValid)
    throw new Error(
      'must be like smtp://user:password@mail.example.com:587, or smtps:// for TLS from the start; percent-encode user and password',
    );
  const { username, password, pathname } = new URL(text);
  // Anything after the port is probably part of a password that was not percent-encoded.
  if (!['', '/'].includes(pathname) || /[?#\t\r\n]/.test(text))
    throw new Error('must end after host and port: percent-encode user and password, such as %2F for / and %3F for ?');
  if (!isPercentEncoded(`${username}:${password}`)) throw new Error('must have a percent-encoded user and password');
  if (!username !== !password)
    throw new Error('has a user or a password without the other: give both, or neither for a server without a login');
  return text;
});

const mailbox = parsed('address, or `Example <codes@example.com>`', (text): Mailbox => {
  const [, quoted, plain, inBrackets, bare] =
    /^(?:(?:"([^"<>]*)"|([^"<>]*?))\s*<([^<>]+)>|([^<>\s]+))$/.exec(text) ?? [];
  const parsedAddress = parseEmailAddress(inBrackets ?? bare ?? '');
  // oxlint-disable-next-line no-control-regex -- a line break would start another header of the e-mail
  if (!parsedAddress.ok || /[\u0000-\u001f\u007f]/.test(text))
    throw new Error('must be an address such as codes@example.com, or "Example <codes@example.com>"');
  return { name: (quoted ?? plain ?? '').trim(), address: parsedAddress.address };
});

/** Codes by e-mail. */
export const emailConfig = defineConfig('email', {
  title: 'E-mail',
  variables: {
    EMAIL_OTP_ENABLED: variable(boolean, {
      default: 'false',
      help: 'Codes by e-mail: [email.md](email.md). Off: 503 `email_disabled`',
    }),
    SMTP_URL: variable(smtpUrl, {
      unset: 'simulation outside production',
      help: 'Mail server, such as `smtp://user:password@mail.example.com:587`',
    }),
    EMAIL_FROM: variable(mailbox, { help: 'Who e-mails come from' }),
  },
  faults: ({ EMAIL_OTP_ENABLED, SMTP_URL, EMAIL_FROM }, { production }) => {
    if (!EMAIL_OTP_ENABLED) return [];
    if (SMTP_URL && !EMAIL_FROM) return ['SMTP_URL is set without EMAIL_FROM, the address that e-mails come from'];
    if (SMTP_URL || !production) return [];
    return ['EMAIL_OTP_ENABLED is set without SMTP_URL, and production does not simulate'];
  },
  read: (values) => ({
    enabled: values.EMAIL_OTP_ENABLED,
    /** May contain a password. E-mails are simulated if undefined. */
    smtpUrl: values.SMTP_URL,
    from: values.EMAIL_FROM ?? SIMULATED_FROM,
  }),
  secrets: ({ smtpUrl: url }) => passwordsOf(url),
});

export type EmailConfig = ConfigType<typeof emailConfig>;

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
