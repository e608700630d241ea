import type { HumanVerdict } from './human-check.verifier.js';
import type { SiteverifyReply } from './siteverify.schemas.js';

/** What a provider's error codes mean. */
export interface ErrorCodes {
  /** The token is not good. */
  refusals: ReadonlySet<string>;
  /** Tokens cannot be checked: fragments, after a colon, that say why and what to do. */
  faults: ReadonlyMap<string, string>;
}

/** `fault`: what the operator should hear of. */
export type Judgement =
  | { verdict: Exclude<HumanVerdict, 'unavailable'>; fault?: string }
  | { verdict: 'unavailable'; fault: string };

/**
 * Faults go before refusals: where our keys are wrong, the token may not have been looked at. A code that nobody has heard
 * of refuses the token, because a client can get another one, and is told of, because it may be a fault.
 */
export function judge(reply: SiteverifyReply, { refusals, faults }: ErrorCodes): Judgement {
  if (reply.success) return { verdict: 'passed' };
  const codes = reply['error-codes'];
  const fault = codes.map((code) => faults.get(code)).find((text) => text !== undefined);
  if (fault) return { verdict: 'unavailable', fault };
  const unknown = codes.find((code) => !refusals.has(code));
  if (unknown === undefined) return { verdict: 'failed' };
  return { verdict: 'failed', fault: `a token was refused with a code that is not documented (${unknown}).` };
}
