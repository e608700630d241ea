import { maskEmailAddress } from '../../common/email-address.js';
import type { MailFailure } from '../mail-transport.contract.js';
import { meaningOfReply, type SmtpStep } from './smtp.reply-codes.js';

/** What nodemailer throws, as far as it is looked at. */
interface SmtpError {
  /** Of nodemailer, such as ETIMEDOUT. */
  code?: string;
  /** Of the system or of TLS, where `code` stands for it. */
  originalCode?: string;
  /** The last one sent, such as `RCPT TO`. */
  command?: string;
  response?: string;
  responseCode?: number;
}

/** A reply is as long as the mail server likes. */
const MAX_REPLY_LENGTH = 300;

/** Anything like an address: mail servers like to repeat them. */
const ADDRESS_LIKE = /[^\s<>()[\]:;,"'=]+@[^\s<>()[\]:;,"']+/g;

/** Causes with a sentence of their own; those that break a TLS handshake are an operator's to mend. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the address of SMTP_URL.',
  ENOTFOUND: 'The name of the mail server is not known.',
  EDNS: 'The name of the mail server could not be looked up.',
  EABORT: 'The mail server did not answer in time.',
  ETIMEDOUT: 'The mail server did not answer in time.',
  ECONNECTION: 'The mail server closed the connection.',
};

/** @param contentBegun whether any of the e-mail had gone out */
export function failureOf(error: unknown, contentBegun: boolean): MailFailure {
  const { code = '', originalCode = '', command = '', response = '', responseCode } = error as SmtpError;
  const reply = responseCode === undefined ? undefined : meaningOfReply(responseCode, stepOf(command), response);
  if (reply) return { ...reply, rawCode: responseCode, meaning: `${reply.meaning} It said: ${masked(response)}` };
  if (contentBegun) {
    const cause = CAUSES[code] ?? `The connection broke (${originalCode || code}).`;
    return { outcome: 'unknown', meaning: `${cause} The e-mail was on its way, and may have been taken.` };
  }
  if (isFaultOfTls(code, originalCode, command)) {
    return {
      outcome: 'misconfigured',
      meaning: `There is no TLS with the mail server that can be trusted (${originalCode || code}): look at SMTP_URL, or at the certificate.`,
    };
  }
  if (code === 'EAUTH') {
    return {
      outcome: 'misconfigured',
      meaning: 'The mail server offers no login that works: look at SMTP_URL, or take user and password out of it.',
    };
  }
  const cause = CAUSES[originalCode] ?? CAUSES[code];
  return { outcome: 'transient', meaning: cause ?? `The connection broke (${originalCode || code}).` };
}

function stepOf(command: string): SmtpStep {
  if (command.startsWith('AUTH')) return 'login';
  if (command === 'MAIL FROM') return 'sender';
  if (command === 'RCPT TO') return 'recipient';
  return command === 'DATA' ? 'content' : 'connection';
}

/** A connection that only broke meanwhile is none of them. */
function isFaultOfTls(code: string, originalCode: string, command: string): boolean {
  return (code === 'ETLS' && command === 'STARTTLS') || /CERT|^ERR_TLS|^ERR_SSL|^UNABLE_TO/.test(originalCode);
}

/** The reply in one line of text that PostgreSQL stores, with no address that could be written to. */
function masked(response: string): string {
  const line = response
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_REPLY_LENGTH);
  return line.replace(ADDRESS_LIKE, maskEmailAddress);
}
