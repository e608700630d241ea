import { emailConfig, findMailServerFault } from '../../email/index.js';
import { splitAdvice } from '../advice.js';
import { fail, pass, warn, type DoctorCheck } from '../check.contract.js';

const NAME = 'smtp';

/** The mail server takes the login. No e-mail is sent, so it may still refuse the sender. */
export const smtpCheck: DoctorCheck = {
  name: NAME,
  async run(context) {
    const { enabled, smtpUrl } = context.read(emailConfig);
    if (!enabled) return [pass(NAME, 'Codes by e-mail are off.')];
    if (!smtpUrl) {
      return [
        warn(NAME, 'SMTP_URL is not set, so e-mails are simulated.', 'Set SMTP_URL and EMAIL_FROM to send them.'),
      ];
    }
    const fault = await findMailServerFault(smtpUrl, context.timeoutMs);
    if (fault === undefined) return [pass(NAME, 'The mail server answers and accepts the login.')];
    const { message, fix } = splitAdvice(fault, 'Correct host, port, user and password in SMTP_URL.');
    return [fail(NAME, message, fix)];
  },
};
