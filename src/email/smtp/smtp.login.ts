import type { SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';

/**
 * Logs in with PLAIN (RFC 4616) if the mail server offers it. Nodemailer's own login does not check that: it would send the
 * password to a server that did not ask for it and may repeat it in its reply.
 * @throws Error that nodemailer turns into EAUTH, with the reply if there was one
 */
export async function plainLogin(login: SMTPConnectionCustomAuthContext): Promise<void> {
  if (!login.authMethods.includes('PLAIN')) throw new Error('The mail server offers no login');
  const { user, pass } = login.auth.credentials;
  const { response } = await login.sendCommand(`AUTH PLAIN ${Buffer.from(`\0${user}\0${pass}`).toString('base64')}`);
  if (!response.startsWith('2')) throw new Error('The mail server refused the login');
}
