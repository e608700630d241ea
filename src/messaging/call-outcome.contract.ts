import type { AttemptOutcome } from '../database/generated/enums.js';

/** The outcome of one call to a provider or mail server. */
export type CallOutcome = AcceptedCall | CallFailure;

export interface AcceptedCall {
  outcome: 'accepted';
  providerMessageId: string;
  /** The provider's own code. */
  rawCode?: number;
  /** In the provider's currency. */
  cost?: number;
  segments?: number;
}

/** Why a message was not sent. The contracts of SMS and e-mail say what each outcome means. */
export interface CallFailure {
  /** `unknown`: the message may have been sent. */
  outcome: Exclude<AttemptOutcome, 'started' | 'accepted'>;
  rawCode?: number;
  /** A sentence that an administrator can act on. */
  meaning: string;
  /** How long the provider asks to be left alone. */
  retryAfterMs?: number;
  /** Another method of the same provider may work. */
  tryNextMethod?: boolean;
  /** The number or address itself is the reason. */
  recipientAtFault?: boolean;
  /** Ramz refused the message without a call, so the provider is not at fault. */
  refusedByRamz?: boolean;
}
