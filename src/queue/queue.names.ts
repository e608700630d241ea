/** Texts and calls, one job a message. The job holds the message's id alone. */
export const SMS_QUEUE = 'sms';
/** E-mails, in the same way: a mail server that is slow holds up no text. */
export const EMAIL_QUEUE = 'email';
/** What runs once per fleet: sweeping, clean-up. */
export const MAINTENANCE_QUEUE = 'maintenance';
