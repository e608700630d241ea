import type { DeliveryStatuses } from '../delivery-statuses.js';

/**
 * Every `status` of `CheckSmsStatus` (https://ghasedak.me/docs, and the draft of its new version in
 * `negar8223/ghasedak-doc`). It is not documented which of them are final, or whether a message is sent in debug mode.
 */
export const messageStatuses: DeliveryStatuses = {
  0: { state: 'pending', meaning: 'It has no status yet.' },
  1: { state: 'cancelled', meaning: 'It was cancelled.' },
  2: { state: 'undelivered', meaning: 'It was blocked, because the recipient refuses texts of advertising lines.' },
  3: { state: 'pending', meaning: 'Ghasedak has passed it to the operator.' },
  4: { state: 'undelivered', meaning: 'It has not reached the phone.' },
  5: { state: 'delivered', meaning: 'It has reached the phone.' },
  6: { state: 'failed', meaning: 'It failed.' },
  7: { state: 'undelivered', meaning: 'The Ghasedak account is in debug mode.' },
  8: { state: 'pending', meaning: 'Ghasedak does not know its status.' },
};
