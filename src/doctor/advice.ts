/** Sentences that say what to do begin with one of these. */
const IMPERATIVE =
  /^(Add|Ask|Calibrate|Check|Choose|Copy|Correct|Create|Define|Delete|Enable|Give|Have|Leave|Look|Make|Name|Percent|Put|Register|Remove|Repair|Restart|Restore|Run|Save|Send|Set|Start|Stop|Synchronise|Top|Turn|Upgrade|Use|Verify|Wait)\b/;

/**
 * Splits the sentences of an operator's message, such as "The key is wrong. Correct KEY.", into what happened and what to
 * do.
 * @param otherwise what to do if the message does not say it
 */
export function splitAdvice(text: string, otherwise: string): { message: string; fix: string } {
  const sentences = text
    .trim()
    .split(/(?<=[.!?]) +(?=[A-Z])/)
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`));
  const first = sentences.findIndex((sentence, index) => index > 0 && IMPERATIVE.test(sentence));
  if (first < 0) return { message: sentences.join(' '), fix: otherwise };
  return { message: sentences.slice(0, first).join(' '), fix: sentences.slice(first).join(' ') };
}
