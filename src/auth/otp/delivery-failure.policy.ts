import { kindOf } from '../../common/recipient.js';
import type { ChallengeState } from './otp-token.repository.js';

const SENTENCES = {
  phone: {
    recipient: 'The code could not be delivered to this number. Please check the number, or request a new code.',
    undelivered:
      'The code has not reached the phone. Please check that it is switched on and has reception, then request a new code.',
    service: 'The code could not be sent. The number is not the reason. Please request a new code in a few minutes.',
  },
  email: {
    recipient: 'The code could not be delivered to this address. Please check the address, or request a new code.',
    undelivered: 'The code has not reached the mailbox. Please request a new code.',
    service: 'The code could not be sent. The address is not the reason. Please request a new code in a few minutes.',
  },
};

/** A sentence for the user, by the cause of the failure: what a user can do differs. */
export function deliveryFailureSentence(
  state: Pick<ChallengeState, 'recipient' | 'messageStatus' | 'isRecipientAtFault'>,
): string {
  const sentences = SENTENCES[kindOf(state.recipient)];
  if (state.isRecipientAtFault) return sentences.recipient;
  return state.messageStatus === 'undelivered' ? sentences.undelivered : sentences.service;
}
