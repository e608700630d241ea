import { SpanKind } from '@opentelemetry/api';
import { EMAIL_QUEUE, SMS_QUEUE } from '../queue/index.js';
import { inSpan, markFailed } from '../tracing/index.js';
import type { CallOutcome } from './call-outcome.contract.js';
import type { NewMessage } from './message.repository.js';
import type { ClaimedMessage } from './message-run.sql.js';

function queueOf(channel: NewMessage['channel']): string {
  return channel === 'email' ? EMAIL_QUEUE : SMS_QUEUE;
}

/** Queues a message as a part of the request that wrote it. */
export function tracePublish(messageId: string, queue: string, work: () => Promise<void>): Promise<void> {
  const attributes = { ...attributesOf(messageId, queue), 'messaging.operation.type': 'send' };
  return inSpan({ name: `send ${queue}`, kind: SpanKind.PRODUCER, attributes }, work);
}

/** Sends a message as a part of the trace of the request that wrote it, in whichever process and however much later. */
export function traceRun<T>(message: ClaimedMessage, work: () => Promise<T>): Promise<T> {
  const { id, channel, attemptCount, traceparent: parent } = message;
  const queue = queueOf(channel);
  const attributes = {
    ...attributesOf(id, queue),
    'messaging.operation.type': 'process',
    'ramz.attempt': attemptCount,
  };
  return inSpan({ name: `process ${queue}`, kind: SpanKind.CONSUMER, attributes, parent }, work);
}

function attributesOf(messageId: string, queue: string) {
  return { 'messaging.system': 'bullmq', 'messaging.destination.name': queue, 'messaging.message.id': messageId };
}

/** @param outcomeOf the outcome of the call, for the span */
export function traceCall<Answer>(
  { provider, method }: { provider: string; method: string },
  make: () => Promise<Answer>,
  outcomeOf: (answer: Answer) => Pick<CallOutcome, 'outcome' | 'rawCode'> | undefined,
): Promise<Answer> {
  const attributes = { 'peer.service': provider, 'ramz.method': method };
  return inSpan({ name: `${provider} ${method}`, kind: SpanKind.CLIENT, attributes }, async (span) => {
    const answer = await make();
    const outcome = outcomeOf(answer);
    if (!span || !outcome) return answer;
    span.setAttribute('ramz.outcome', outcome.outcome);
    if (outcome.rawCode !== undefined) span.setAttribute('ramz.provider.code', outcome.rawCode);
    if (outcome.outcome !== 'accepted') markFailed(span, outcome.outcome);
    return answer;
  });
}
