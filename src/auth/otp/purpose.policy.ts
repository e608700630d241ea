import type { RecipientKind } from '../../common/recipient.js';

/** What a code can be requested for. It is accepted for that purpose only. */
export const PURPOSES = [
  'login',
  'registration',
  'phone_verification',
  'email_verification',
  'password_reset',
] as const;
export type Purpose = (typeof PURPOSES)[number];

const ANY: readonly RecipientKind[] = ['phone', 'email'];

/** The kinds of recipients that each purpose accepts. */
const KINDS: Readonly<Record<Purpose, readonly RecipientKind[]>> = {
  login: ANY,
  registration: ANY,
  phone_verification: ['phone'],
  email_verification: ['email'],
  password_reset: ANY,
};

/** Whether a code of this purpose can be sent to such a recipient. */
export function serves(purpose: Purpose, kind: RecipientKind): boolean {
  return KINDS[purpose].includes(kind);
}

/** Whether a right code opens a session; for the other purposes it earns a verification token. */
export function signsIn(purpose: Purpose): boolean {
  return purpose === 'login' || purpose === 'registration';
}
