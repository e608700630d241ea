/** Connection options of nodemailer. */
export interface SmtpServerOptions {
  host: string;
  port: number;
  /** TLS from the start. */
  secure: boolean;
  /** Send nothing before STARTTLS. */
  requireTLS: boolean;
  auth?: { user: string; pass: string };
  tls: { rejectUnauthorized: boolean };
}

const SUBMISSION_PORT = 587;
const SUBMISSIONS_PORT = 465;

/**
 * Reads `SMTP_URL`. Credentials are sent over TLS only, and the server's certificate has to be valid. A server on this
 * machine is exempt, because nobody can listen in between.
 */
export function smtpServerOptions(smtpUrl: string): SmtpServerOptions {
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'smtps:' ? SUBMISSIONS_PORT : SUBMISSION_PORT);
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
  const auth = url.username
    ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
    : undefined;
  return {
    host,
    port,
    secure: url.protocol === 'smtps:' || port === SUBMISSIONS_PORT,
    requireTLS: auth !== undefined && !isLocal,
    auth,
    tls: { rejectUnauthorized: !isLocal },
  };
}
