import type { Messages } from './messages.js';
import { ENDS_CHANNEL, type Problem } from './problem.js';
import type { Texts } from './texts.js';

type Sentences = Messages['problem'];

/** Codes whose difference means nothing to the user share a sentence. */
const SHARED: [sentence: keyof Sentences, codes: RegExp][] = [
  ['destination', /^destination_/],
  ['channel', ENDS_CHANNEL],
  ['otp_not_found', /^challenge_required$/],
  ['captcha', /^captcha_/],
  ['unavailable', /^(sms|service)_unavailable$|^internal$|^idempotency_in_progress$/],
];

/**
 * The problem in the user's language, with what the user can do. A code that the element's routes should not answer with
 * comes from a wrong set-up.
 */
export function problemText({ code, attempts_left: left, retry_after: seconds }: Problem, texts: Texts): string {
  const sentences = texts.messages.problem;
  if (code === 'rate_limited' && seconds) {
    return texts.fill(sentences.rate_limited_for, { time: texts.duration(seconds) });
  }
  if (code === 'otp_incorrect' && left !== undefined) {
    return left > 0 ? texts.fill(sentences.otp_incorrect_of, { n: texts.number(left) }) : sentences.otp_exhausted;
  }
  const shared = SHARED.find(([, codes]) => codes.test(code));
  const key = shared?.[0] ?? (Object.hasOwn(sentences, code) ? (code as keyof Sentences) : 'configuration');
  return texts.fill(sentences[key], { code });
}
