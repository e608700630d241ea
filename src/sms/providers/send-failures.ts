import type { SendFailure } from './provider.contract.js';

/** The method cannot send this message, but the next one may. */
export function methodUnusable(meaning: string): SendFailure {
  return { outcome: 'misconfigured', meaning, tryNextMethod: true };
}

/** Why a text cannot be sent, if it cannot. @param maxLength in characters */
export function textFault(text: string, maxLength: number): SendFailure | undefined {
  if (text.trim() !== '' && text.length <= maxLength) return undefined;
  return { outcome: 'rejected', meaning: `The text is empty or longer than ${maxLength} characters.` };
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
