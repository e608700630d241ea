import { summaryOf, timelineOf } from './explain.policy.js';
import type { AttemptFacts, CodeFacts, ExplainFacts, MessageFacts } from './explain.repository.js';

const START = Date.parse('2026-01-31T12:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);

const CODE: CodeFacts = {
  id: '0198c5e2-7b1a-7000-8000-000000000001',
  recipient: '+989123456789',
  purpose: 'login',
  channel: 'sms',
  locale: 'fa',
  status: 'active',
  isTestNumber: false,
  attempts: 0,
  attemptsAtIssue: 0,
  maxAttempts: 5,
  sendCount: 1,
  createdAt: at(0),
  expiresAt: at(300),
  endedAt: null,
  bySignedInUser: false,
};
const MESSAGE: MessageFacts = {
  id: '0198c5e2-7b1a-7000-8000-000000000002',
  recipient: '+989123456789',
  kind: 'otp',
  channel: 'sms',
  status: 'queued',
  provider: null,
  method: null,
  requestedBy: null,
  routeReason: null,
  lastError: null,
  createdAt: at(0),
  acceptedAt: null,
  reportedAt: null,
  expiresAt: at(300),
  updatedAt: at(0),
  attempts: [],
};
const attempt = (seconds: number, outcome: AttemptFacts['outcome'], meaning: string | null = null): AttemptFacts => ({
  provider: 'kavenegar',
  method: 'plain',
  outcome,
  rawCode: null,
  meaning,
  latencyMs: 120,
  startedAt: at(seconds),
});
const REFUSAL = attempt(1, 'rejected', 'The recipient has blocked advertising lines.');
const TAKEN = { ...attempt(4, 'accepted'), method: 'lookup' };
const ACCEPTED: Partial<MessageFacts> = {
  status: 'accepted',
  provider: 'kavenegar',
  method: 'lookup',
  acceptedAt: at(4),
  attempts: [TAKEN],
};
const DELIVERED: Partial<MessageFacts> = { ...ACCEPTED, status: 'delivered', reportedAt: at(9) };

type Case = [
  title: string,
  message: Partial<MessageFacts>,
  code: Partial<CodeFacts>,
  nowSeconds: number,
  summary: string,
];

const CASES: Case[] = [
  [
    'no worker has taken the message',
    {},
    {},
    20,
    'The message waits in the queue and no provider was called yet; check that a worker runs.',
  ],
  [
    'a call has failed and is repeated',
    { attempts: [attempt(1, 'transient', 'The provider is busy (503).')] },
    {},
    20,
    'Kavenegar failed: The provider is busy (503); the message waits to be sent again.',
  ],
  [
    'the message has expired in the queue',
    {},
    {},
    301,
    'The message has expired in the queue, because no worker took it in time.',
  ],
  [
    'a provider is being called',
    { status: 'sending', attempts: [attempt(1, 'started')] },
    {},
    2,
    'The message is being sent by Kavenegar.',
  ],
  [
    'a worker has taken the message',
    { status: 'sending' },
    {},
    2,
    'A worker has taken the message and calls no provider yet.',
  ],
  [
    'the provider has not reported the delivery',
    ACCEPTED,
    {},
    20,
    'Kavenegar (lookup) accepted the message 4 s after the request, and its delivery was not reported yet; the code was not entered yet.',
  ],
  [
    'one method was refused and the next one accepted',
    { ...ACCEPTED, attempts: [REFUSAL, TAKEN] },
    {},
    20,
    'Kavenegar refused: The recipient has blocked advertising lines; the message went out by Kavenegar (lookup) 3 s later, and its delivery was not reported yet; the code was not entered yet.',
  ],
  [
    'the code arrived and was used',
    DELIVERED,
    { status: 'used', endedAt: at(30) },
    60,
    'Kavenegar (lookup) accepted the message 4 s after the request, and it was delivered; the code was used.',
  ],
  [
    'too many wrong codes were entered',
    DELIVERED,
    { attempts: 5 },
    60,
    'Kavenegar (lookup) accepted the message 4 s after the request, and it was delivered; too many wrong codes were entered.',
  ],
  [
    'only wrong codes were entered',
    DELIVERED,
    { attempts: 2 },
    301,
    'Kavenegar (lookup) accepted the message 4 s after the request, and it was delivered; only wrong codes were entered before it expired.',
  ],
  [
    'nobody entered the code',
    DELIVERED,
    { attempts: 2, attemptsAtIssue: 2 },
    301,
    'Kavenegar (lookup) accepted the message 4 s after the request, and it was delivered; nobody entered it before it expired.',
  ],
  [
    'a newer code replaced it',
    DELIVERED,
    { status: 'superseded', endedAt: at(40) },
    60,
    'Kavenegar (lookup) accepted the message 4 s after the request, and it was delivered; a newer code replaced it before it was entered.',
  ],
  [
    'the phone could not be reached',
    { ...ACCEPTED, status: 'undelivered', reportedAt: at(60), lastError: 'The phone is switched off.' },
    {},
    70,
    'Kavenegar accepted the message but did not deliver it: The phone is switched off.',
  ],
  [
    'the provider refused',
    { status: 'failed', attempts: [REFUSAL] },
    {},
    20,
    'Kavenegar refused: The recipient has blocked advertising lines.',
  ],
  [
    'the account is not set up',
    { status: 'failed', attempts: [attempt(1, 'misconfigured', 'The template is missing (424).')] },
    {},
    20,
    'Kavenegar could not be used as it is configured: The template is missing (424).',
  ],
  [
    'the provider was away',
    { status: 'failed', attempts: [attempt(1, 'provider_down')] },
    {},
    20,
    'Kavenegar was not available.',
  ],
  [
    'the answer of the provider was lost',
    { status: 'failed', attempts: [attempt(1, 'unknown')] },
    {},
    20,
    'The answer of Kavenegar was lost, so the message may have been sent.',
  ],
  [
    'no provider could be called',
    { status: 'failed', lastError: 'No provider serves this country.' },
    {},
    20,
    'The message was not sent: No provider serves this country.',
  ],
  [
    'the time ran out while calls failed',
    { status: 'expired', attempts: [attempt(1, 'unknown')] },
    {},
    301,
    'The message was not sent in time: the answer of Kavenegar was lost, so the message may have been sent.',
  ],
  [
    'the time ran out without a call',
    { status: 'expired' },
    {},
    301,
    'The message was not sent in time, because no worker took it before it expired.',
  ],
  [
    'the code was used before its message went out',
    { status: 'cancelled' },
    { status: 'used', endedAt: at(3) },
    20,
    'The message was not sent, because the code was already used.',
  ],
  [
    'a newer code came before its message went out',
    { status: 'cancelled' },
    { status: 'superseded', endedAt: at(3) },
    20,
    'The message was not sent, because a newer code replaced its code.',
  ],
  ['an administrator cancelled the message', { status: 'cancelled' }, {}, 20, 'The message was cancelled.'],
  [
    'the number is a test number',
    {},
    { isTestNumber: true },
    20,
    'Nothing was sent, because this is a test number with a fixed code.',
  ],
];

const factsOf = (message: Partial<MessageFacts>, code: Partial<CodeFacts>, seconds: number): ExplainFacts => ({
  now: at(seconds),
  code: { ...CODE, ...code },
  message: { ...MESSAGE, ...message },
});

describe('summaryOf', () => {
  it.each(CASES)('names the cause if %s', (_, message, code, seconds, summary) => {
    expect(summaryOf(factsOf(message, code, seconds))).toBe(summary);
  });

  it('says so if nothing is stored', () => {
    expect(summaryOf({ now: at(0) })).toBe('No code or message for this recipient is stored.');
    expect(summaryOf({ now: at(0), code: CODE })).toBe('The message of this code is not stored any more.');
  });
});

it('the timeline has every step in order, with the words, the code and the latency of the provider', () => {
  const facts = factsOf(
    { ...DELIVERED, attempts: [{ ...REFUSAL, rawCode: 432 }, TAKEN] },
    { status: 'used', endedAt: at(30), attempts: 2 },
    60,
  );
  const timeline = timelineOf({ ...facts, session: { createdAt: at(30) } });
  expect(timeline.map(({ at: time, kind, text }) => `${(time.getTime() - START) / 1000} ${kind}: ${text}`)).toEqual([
    '0 asked: A code for login by sms in fa was requested by an anonymous client.',
    '1 attempt: Kavenegar refused: The recipient has blocked advertising lines.',
    '4 attempt: Kavenegar accepted the message.',
    '9 delivery: The provider reported that the message is delivered.',
    '30 entered: Codes were entered 2 times; 3 attempts are left.',
    '30 ended: The code was used.',
    '30 session: A session was started.',
  ]);
  expect(timeline[1]).toMatchObject({ provider: 'kavenegar', method: 'plain', rawCode: 432, latencyMs: 120 });
  expect(JSON.stringify(timeline)).not.toContain(CODE.recipient);
});

it('a replaced code names the challenge that replaced it', () => {
  const facts = factsOf(DELIVERED, { status: 'superseded', endedAt: at(40), supersededBy: 'next' }, 60);
  expect(timelineOf(facts).at(-1)).toMatchObject({
    kind: 'ended',
    text: 'The code was replaced by the challenge next.',
  });
});

it('the timeline counts a single code and a single attempt in the singular', () => {
  const timeline = timelineOf(factsOf(DELIVERED, { attempts: 1, maxAttempts: 2 }, 60));
  expect(timeline.map(({ text }) => text)).toContain('Codes were entered once; 1 attempt is left.');
});
