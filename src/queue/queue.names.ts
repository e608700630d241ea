/** Texts and calls. The data of a job contains ids only. */
export const SMS_QUEUE = 'sms';
/** E-mails, in a queue of their own, so that a slow mail server does not delay texts. */
export const EMAIL_QUEUE = 'email';
/** Tasks that run once for all processes, such as the sweeper and the clean-up. */
export const MAINTENANCE_QUEUE = 'maintenance';
