import type { RecipientKind } from './recipient.js';

/** What a code can be asked for. A code of one purpose serves no other. */
export const PURPOSES = [
  'login',
  'registration',
  'phone_verification',
  'email_verification',
  'password_reset',
] as const;
export type Purpose = (typeof PURPOSES)[number];

const ANY: readonly RecipientKind[] = ['phone', 'email'];

/** What each can be asked for with. */
const KINDS: Readonly<Record<Purpose, readonly RecipientKind[]>> = {
  login: ANY,
  registration: ANY,
  phone_verification: ['phone'],
  email_verification: ['email'],
  password_reset: ANY,
};

/** Whether a code of this purpose can go to such a recipient. */
export function serves(purpose: Purpose, kind: RecipientKind): boolean {
  return KINDS[purpose].includes(kind);
}

/** Whether a right code opens a session; of the others it earns a verification token. */
export function signsIn(purpose: Purpose): boolean {
  return purpose === 'login' || purpose === 'registration';
}
