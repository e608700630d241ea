import type { SendFailure, SmsRequest } from './provider.contract.js';

/** Ramz refuses the message without a call. @param provider its title @param reason part of a sentence */
export function refusedByRamz(
  provider: string,
  reason: string,
  outcome: SendFailure['outcome'] = 'misconfigured',
): SendFailure {
  return { outcome, meaning: `Ramz did not call ${provider}: ${reason}.`, refusedByRamz: true };
}

/** Ramz refuses the method for this message, but the next one may work. */
export function methodUnusable(provider: string, reason: string): SendFailure {
  return { ...refusedByRamz(provider, reason), tryNextMethod: true };
}

/** Whether the caller's template has values that may contain spaces. */
export function hasWideTokens({ template }: SmsRequest): boolean {
  return template?.token10 !== undefined || template?.token20 !== undefined;
}

/** Why a text cannot be sent, if it cannot. @param maxLength in characters */
export function textFault(provider: string, text: string, maxLength: number): SendFailure | undefined {
  if (text.trim() !== '' && text.length <= maxLength) return undefined;
  return refusedByRamz(provider, `the text is empty or longer than ${maxLength} characters`, 'rejected');
}

/** The provider reported success without an id. The message may have been sent. */
export function acceptedWithoutId(provider: string, rawCode?: number): SendFailure {
  const code = rawCode === undefined ? '' : ` (${rawCode})`;
  return {
    outcome: 'unknown',
    ...(rawCode !== undefined && { rawCode }),
    meaning: `${provider} accepted the call${code} but returned no message id. It may have been sent.`,
  };
}
