import { createTransport } from 'nodemailer';
import { failureOf } from './smtp.errors.js';
import { plainLogin } from './smtp.login.js';
import { smtpServerOptions } from './smtp.options.js';

/**
 * Connects to a mail server and logs in, without sending an e-mail. Returns why that fails, in a sentence for operators;
 * undefined if it works. Does not throw.
 */
export async function findMailServerFault(smtpUrl: string, timeoutMs: number): Promise<string | undefined> {
  const mailer = createTransport({
    ...smtpServerOptions(smtpUrl),
    forceAuth: true,
    customAuth: { PLAIN: plainLogin },
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await mailer.verify();
    return undefined;
  } catch (error) {
    return failureOf(error, false).meaning;
  } finally {
    mailer.close();
  }
}
