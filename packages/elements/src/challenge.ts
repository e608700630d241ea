import type { Channel, ChallengeState, CodeSent, Contact } from './api.js';
import { pause } from './pause.js';

/** A code that was requested. Times in milliseconds since 1970. */
export interface Challenge {
  /** Absent once another request has superseded this challenge: the code is then verified by contact. */
  id?: string;
  contact: Contact;
  channel: Channel;
  codeLength: number;
  expiresAt: number;
  resendAt: number;
  delivery: ChallengeState['delivery'];
}

const FIRST_POLL_MS = 2000;
const LAST_POLL_MS = 15_000;

export function challengeOf(sent: CodeSent, requested: Contact): Challenge {
  const { phone_number, email } = sent;
  return {
    id: sent.challenge_id,
    contact: phone_number ? { phone_number } : email ? { email } : requested,
    channel: sent.channel,
    codeLength: sent.code_length,
    expiresAt: Date.now() + sent.expires_in * 1000,
    resendAt: Date.now() + sent.resend_in * 1000,
    delivery: 'queued',
  };
}

/** Follows the delivery until it has an outcome; asks at once when the user comes back to the page. */
export async function followDelivery(
  challenge: Challenge,
  look: (id: string) => Promise<ChallengeState>,
  adopt: (state: ChallengeState) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let wait = FIRST_POLL_MS; !isDecided(challenge);) {
    await pause(document.hidden ? Infinity : wait, signal, [[document, 'visibilitychange']]);
    if (document.hidden || !challenge.id) continue;
    wait = Math.min(wait * 1.2, LAST_POLL_MS);
    // A look that fails is followed by the next one.
    const state = await look(challenge.id).catch(() => undefined);
    if (state && !signal.aborted) adopt(state);
  }
}

function isDecided({ id, delivery, expiresAt }: Challenge): boolean {
  return !id || delivery === 'delivered' || delivery === 'failed' || expiresAt <= Date.now();
}

export function secondsUntil(time: number): number {
  return Math.max(0, Math.ceil((time - Date.now()) / 1000));
}
