import { maskEmailAddress } from '../../common/email-address.js';
import type { MailFailure } from '../mail-transport.contract.js';
import { meaningOfReply, type SmtpStep } from './smtp.reply-codes.js';

/** The parts of nodemailer's errors that are used here. */
interface SmtpError {
  /** Nodemailer's own code, such as ETIMEDOUT. */
  code?: string;
  /** Code of the system or of TLS that `code` stands for. */
  originalCode?: string;
  /** The last command that was sent, such as `RCPT TO`. */
  command?: string;
  response?: string;
  responseCode?: number;
}

/** Mail servers may send replies of any length. */
const MAX_REPLY_LENGTH = 300;

/** Anything that looks like an address. Many mail servers repeat the recipient in their replies. */
const ADDRESS_LIKE = /[^\s<>()[\]:;,"'=]+@[^\s<>()[\]:;,"']+/g;

/** Sentences for nodemailer's codes. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the address in SMTP_URL.',
  ENOTFOUND: 'The host name of the mail server does not exist.',
  EDNS: 'The host name of the mail server could not be looked up.',
  EABORT: 'The mail server did not answer in time.',
  ETIMEDOUT: 'The mail server did not answer in time.',
  ECONNECTION: 'The mail server closed the connection.',
};

/** @param contentBegun whether a part of the e-mail had been sent */
export function failureOf(error: unknown, contentBegun: boolean): MailFailure {
  const { code = '', originalCode = '', command = '', response = '', responseCode } = error as SmtpError;
  const reply = responseCode === undefined ? undefined : meaningOfReply(responseCode, stepOf(command), response);
  if (reply) return { ...reply, rawCode: responseCode, meaning: `${reply.meaning} Its reply: ${masked(response)}` };
  if (contentBegun) {
    const cause = CAUSES[code] ?? `The connection to the mail server broke (${originalCode || code}).`;
    return {
      outcome: 'unknown',
      meaning: `${cause} The e-mail may have been sent, because this happened during its transfer.`,
    };
  }
  if (isTlsFault(code, originalCode, command)) {
    return {
      outcome: 'misconfigured',
      meaning: `No trusted TLS connection to the mail server was possible (${originalCode || code}). Check SMTP_URL and the certificate.`,
    };
  }
  if (code === 'EAUTH') {
    return {
      outcome: 'misconfigured',
      meaning: 'The mail server offers no usable login. Check SMTP_URL, or remove user and password from it.',
    };
  }
  const cause = CAUSES[originalCode] ?? CAUSES[code];
  return {
    outcome: 'transient',
    meaning: cause ?? `The connection to the mail server broke (${originalCode || code}).`,
  };
}

function stepOf(command: string): SmtpStep {
  if (command.startsWith('AUTH')) return 'login';
  if (command === 'MAIL FROM') return 'sender';
  if (command === 'RCPT TO') return 'recipient';
  return command === 'DATA' ? 'content' : 'connection';
}

/** Not for a connection that merely broke during the handshake. */
function isTlsFault(code: string, originalCode: string, command: string): boolean {
  return (code === 'ETLS' && command === 'STARTTLS') || /CERT|^ERR_TLS|^ERR_SSL|^UNABLE_TO/.test(originalCode);
}

/** The reply as one line that PostgreSQL can store, with its addresses masked. */
function masked(response: string): string {
  const line = response
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_REPLY_LENGTH);
  return line.replace(ADDRESS_LIKE, maskEmailAddress);
}
