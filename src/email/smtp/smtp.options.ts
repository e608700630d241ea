/** How to reach a mail server, as nodemailer takes it. */
export interface SmtpServerOptions {
  host: string;
  port: number;
  /** TLS from the start. */
  secure: boolean;
  /** Nothing is sent before STARTTLS. */
  requireTLS: boolean;
  auth?: { user: string; pass: string };
  tls: { rejectUnauthorized: boolean };
}

const SUBMISSION_PORT = 587;
const SUBMISSIONS_PORT = 465;

/**
 * Reads `SMTP_URL`. Credentials go out over TLS alone, and the server's certificate has to be good; neither is asked of a
 * server on this machine, where nobody is in between.
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
