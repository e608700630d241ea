import type { SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';

/**
 * The login PLAIN (RFC 4616), where it is offered. Nodemailer's own tries it also where no login is: the password would go
 * to a server that did not ask for it, and that may repeat it in its reply.
 * @throws what nodemailer makes an EAUTH of, with the reply where there was one
 */
export async function plainLogin(login: SMTPConnectionCustomAuthContext): Promise<void> {
  if (!login.authMethods.includes('PLAIN')) throw new Error('The mail server offers no login');
  const { user, pass } = login.auth.credentials;
  const { response } = await login.sendCommand(`AUTH PLAIN ${Buffer.from(`\0${user}\0${pass}`).toString('base64')}`);
  if (!response.startsWith('2')) throw new Error('The mail server refuses the login');
}
