import type { IncomingHttpHeaders } from 'node:http';
import { retryAfterMs, type HttpResult } from './provider-http.js';
import type { SendFailure } from './provider.contract.js';

/** The call that got no reply of the provider. */
interface UnansweredCall {
  /** Title of the provider. */
  provider: string;
  /** The variables that an operator should check if another server answers. */
  check: string;
  /** Whether the call sends a message. The sentence then says whether it may have been sent. */
  sends: boolean;
  /** `transient` for a provider whose gateway fails before it passes requests on. A 504 is always unknown. */
  gatewayFailure?: 'unknown' | 'transient';
}

/** The failure of a call that got no answer, or an answer of another server: a gateway, a firewall, another site. */
export function failureWithoutReply(result: HttpResult, call: UnansweredCall): SendFailure {
  const { provider, sends } = call;
  if (result.kind === 'not_sent') {
    const consequence = sends ? ' Nothing was sent.' : '';
    return { outcome: 'transient', meaning: `${provider} could not be reached: ${result.reason}.${consequence}` };
  }
  if (result.kind === 'no_answer') return unknown(`${provider} gave no answer: ${result.reason}.`, sends);
  return withRetryAfter(foreignAnswer(result, call), result.headers);
}

/** Adds the pause that the answer asks for. Only failures that may pass have one. */
export function withRetryAfter(failure: SendFailure, headers: IncomingHttpHeaders): SendFailure {
  const waitMs = failure.outcome === 'transient' ? retryAfterMs(headers) : undefined;
  return waitMs === undefined ? failure : { ...failure, retryAfterMs: waitMs };
}

function foreignAnswer(
  { status, body }: Extract<HttpResult, { kind: 'response' }>,
  { provider, check, sends, gatewayFailure = 'unknown' }: UnansweredCall,
): SendFailure {
  const isPage = body.trimStart().startsWith('<');
  if (status < 300 && !isPage) return unknown(`${provider}'s answer could not be read (HTTP ${status}).`, sends);
  const meaning = `Something other than ${provider} answered (HTTP ${status}).`;
  if (status === 429) return { outcome: 'transient', meaning, throttled: true };
  if (status < 300 || status === 408 || status === 503) return { outcome: 'transient', meaning };
  if (status >= 500) {
    return status === 504 || gatewayFailure === 'unknown' ? unknown(meaning, sends) : { outcome: 'transient', meaning };
  }
  const cause = status < 400 ? 'It redirects elsewhere.' : 'A proxy or a firewall may have refused the call.';
  return { outcome: 'misconfigured', meaning: `${meaning} ${cause} Check ${check}.` };
}

function unknown(meaning: string, sends: boolean): SendFailure {
  return { outcome: 'unknown', meaning: sends ? `${meaning} It may have been sent.` : meaning };
}
