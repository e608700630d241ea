import type { TimelineEntry } from './explain.contract.js';
import type { AttemptFacts, CodeFacts, ExplainFacts, MessageFacts } from './explain.repository.js';

const FAILED = new Set(['transient', 'rejected', 'provider_down', 'misconfigured', 'unknown']);

/** One sentence that names why a code or message arrived, or why not. */
export function summaryOf({ code, message, now }: ExplainFacts): string {
  if (!code && !message) return 'No code or message for this recipient is stored.';
  if (code?.isTestNumber) return 'Nothing was sent, because this is a test number with a fixed code.';
  if (!message) return 'The message of this code is not stored any more.';
  const ending = code && endingOf(code, now);
  return `${deliverySentence(message, code, now)}${ending && reached(message) ? ending : ''}.`;
}

/** Every step that is stored, the earliest first. */
export function timelineOf(facts: ExplainFacts): TimelineEntry[] {
  const { code, message, session } = facts;
  const entries = [
    ...(code ? [askedForCode(code)] : []),
    ...(!code && message ? [askedForMessage(message)] : []),
    ...(message ? [...routeEntries(message), ...message.attempts.map(attemptEntry), ...deliveryEntries(message)] : []),
    ...(code ? codeEntries(code, facts.now) : []),
    ...(session ? [{ at: session.createdAt, kind: 'session' as const, text: 'A session was started.' }] : []),
  ];
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function reached({ status }: MessageFacts): boolean {
  return status === 'accepted' || status === 'delivered';
}

function deliverySentence(message: MessageFacts, code: CodeFacts | undefined, now: Date): string {
  const { status, attempts } = message;
  const last = attempts.at(-1);
  const failure = attempts.findLast(({ outcome }) => FAILED.has(outcome));
  switch (status) {
    case 'queued':
      if (message.expiresAt <= now) return 'The message has expired in the queue, because no worker took it in time';
      if (!failure) return 'The message waits in the queue and no provider was called yet; check that a worker runs';
      return `${failedCall(failure)}; the message waits to be sent again`;
    case 'sending':
      return last
        ? `The message is being sent by ${titleOf(last.provider)}`
        : 'A worker has taken the message and calls no provider yet';
    case 'accepted':
      return `${acceptedSentence(message)}, and its delivery was not reported yet`;
    case 'delivered':
      return `${acceptedSentence(message)}, and it was delivered`;
    case 'undelivered':
      return `${titleOf(message.provider)} accepted the message but did not deliver it${because(message.lastError)}`;
    case 'failed':
      return failure ? failedCall(failure) : `The message was not sent${because(message.lastError)}`;
    case 'expired':
      if (failure) return `The message was not sent in time: ${lowerFirst(failedCall(failure))}`;
      return 'The message was not sent in time, because no worker took it before it expired';
    default:
      if (code?.status === 'used') return 'The message was not sent, because the code was already used';
      if (code?.status === 'superseded') return 'The message was not sent, because a newer code replaced its code';
      return 'The message was cancelled';
  }
}

/** Who refused and why, and by whom the message went out and how much later; or only who accepted it. */
function acceptedSentence({ attempts, provider, method, createdAt, acceptedAt }: MessageFacts): string {
  const by = `${provider === null ? 'the provider' : titleOf(provider)}${method === null ? '' : ` (${method})`}`;
  const accepted = attempts.findLast(({ outcome }) => outcome === 'accepted');
  const failure = attempts.find(({ outcome }) => FAILED.has(outcome));
  if (failure && accepted) {
    return `${failedCall(failure)}; the message went out by ${by} ${secondsBetween(failure.startedAt, accepted.startedAt)} s later`;
  }
  const waited = acceptedAt ? ` ${secondsBetween(createdAt, acceptedAt)} s after the request` : '';
  return `${titleOf(by)} accepted the message${waited}`;
}

function failedCall({ provider, outcome, meaning }: AttemptFacts): string {
  const name = titleOf(provider);
  const words = meaning ? `: ${withoutStop(meaning)}` : '';
  switch (outcome) {
    case 'rejected':
      return `${name} refused${words}`;
    case 'misconfigured':
      return `${name} could not be used as it is configured${words}`;
    case 'provider_down':
      return `${name} was not available${words}`;
    case 'unknown':
      return `The answer of ${name} was lost, so the message may have been sent${words}`;
    default:
      return `${name} failed${words}`;
  }
}

function endingOf(code: CodeFacts, now: Date): string {
  const guesses = code.attempts - code.attemptsAtIssue;
  if (code.status === 'used') return '; the code was used';
  if (code.status === 'superseded') return '; a newer code replaced it before it was entered';
  if (code.attempts >= code.maxAttempts) return '; too many wrong codes were entered';
  if (code.expiresAt > now) return '; the code was not entered yet';
  return guesses > 0 ? '; only wrong codes were entered before it expired' : '; nobody entered it before it expired';
}

function askedForCode({ createdAt, purpose, channel, locale, bySignedInUser, sendCount }: CodeFacts): TimelineEntry {
  const who = bySignedInUser ? 'a signed-in user' : 'an anonymous client';
  const again = sendCount > 1 ? ` as resend ${sendCount - 1}` : '';
  return {
    at: createdAt,
    kind: 'asked',
    text: `A code for ${purpose} by ${channel} in ${locale} was requested by ${who}${again}.`,
  };
}

function askedForMessage({ createdAt, kind, channel, requestedBy }: MessageFacts): TimelineEntry {
  const by = requestedBy === null ? '' : ` by ${requestedBy}`;
  return { at: createdAt, kind: 'asked', text: `A message (${kind}, ${channel}) was requested${by}.` };
}

function routeEntries({ routeReason, attempts, createdAt }: MessageFacts): TimelineEntry[] {
  return routeReason === null ? [] : [{ at: attempts[0]?.startedAt ?? createdAt, kind: 'route', text: routeReason }];
}

function attemptEntry(attempt: AttemptFacts): TimelineEntry {
  const { startedAt: at, provider, method, outcome, rawCode, latencyMs } = attempt;
  const text = FAILED.has(outcome)
    ? failedCall(attempt)
    : `${titleOf(provider)} ${outcome === 'accepted' ? 'accepted the message' : 'was called, and has not answered yet'}`;
  return {
    at,
    kind: 'attempt',
    text: `${text}.`,
    provider,
    method,
    outcome,
    ...(rawCode !== null && { rawCode }),
    ...(latencyMs !== null && { latencyMs }),
  };
}

function deliveryEntries({ status, reportedAt, updatedAt, lastError }: MessageFacts): TimelineEntry[] {
  if (reportedAt) {
    return [{ at: reportedAt, kind: 'delivery', text: `The provider reported that the message is ${status}.` }];
  }
  const hasFailed = status === 'failed' || status === 'expired' || status === 'cancelled';
  return hasFailed
    ? [{ at: updatedAt, kind: 'failed', text: `The message ended as ${status}${because(lastError)}.` }]
    : [];
}

function codeEntries(code: CodeFacts, now: Date): TimelineEntry[] {
  const { attempts, attemptsAtIssue, maxAttempts, status, endedAt, expiresAt, supersededBy } = code;
  const guesses = attempts - attemptsAtIssue;
  const left = maxAttempts - attempts;
  const attemptsLeft = left === 1 ? '1 attempt is left' : `${left} attempts are left`;
  const end = endedAt ?? expiresAt;
  const entered = {
    kind: 'entered' as const,
    text: `Codes were entered ${guesses === 1 ? 'once' : `${guesses} times`}; ${attemptsLeft}.`,
  };
  const ended =
    status === 'used'
      ? 'The code was used.'
      : status === 'superseded'
        ? `The code was replaced${supersededBy ? ` by the challenge ${supersededBy}` : ''}.`
        : 'The code expired.';
  return [
    ...(guesses > 0 ? [{ at: end < now ? end : now, ...entered }] : []),
    ...(endedAt || expiresAt <= now ? [{ at: end, kind: 'ended' as const, text: ended }] : []),
  ];
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
}

function because(reason: string | null): string {
  return reason ? `: ${withoutStop(reason)}` : '';
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function titleOf(provider: string | null): string {
  return provider ? provider.charAt(0).toUpperCase() + provider.slice(1) : 'The provider';
}

function lowerFirst(sentence: string): string {
  return sentence.startsWith('The ') ? `the ${sentence.slice(4)}` : sentence;
}
