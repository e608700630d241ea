import type { InstallationConfig } from '../config/index.js';
import type { EmailConfig } from '../email/index.js';
import type { SmsConfig } from '../sms/index.js';

/** Whether texts or e-mails go to nobody. Never in production, whatever else is set. */
export function isSimulation(
  { production }: Pick<InstallationConfig, 'production'>,
  sms: Pick<SmsConfig, 'simulated'>,
  email: Pick<EmailConfig, 'enabled' | 'smtpUrl'>,
): boolean {
  return !production && (sms.simulated || (email.enabled && email.smtpUrl === undefined));
}
