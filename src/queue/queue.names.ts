/** Sends, one job a message. The job holds the message's id alone. */
export const SMS_QUEUE = 'sms';
/** What runs once per fleet: sweeping, clean-up. */
export const MAINTENANCE_QUEUE = 'maintenance';
