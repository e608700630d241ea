import { failureWithoutReply, withRetryAfter } from './missing-reply.js';
import type { HttpResult } from './provider-http.js';
import type { SendFailure } from './provider.contract.js';

const call = { provider: 'Pigeon', check: 'PIGEON_BASE_URL', sends: true };
const answer = (status: number, body: string, headers = {}): HttpResult => ({
  kind: 'response',
  status,
  headers,
  body,
});
const page = (status: number, headers?: object) => answer(status, '\n<html></html>', headers);

describe('failureWithoutReply', () => {
  it.each<[string, HttpResult, SendFailure]>([
    [
      'a request that was not sent',
      { kind: 'not_sent', reason: 'the connection was refused' },
      {
        outcome: 'transient',
        meaning: 'Pigeon could not be reached: the connection was refused. Nothing was sent.',
      },
    ],
    [
      'a lost answer',
      { kind: 'no_answer', reason: 'the connection was lost' },
      { outcome: 'unknown', meaning: 'Pigeon gave no answer: the connection was lost. It may have been sent.' },
    ],
    [
      'an unreadable success',
      answer(200, '{'),
      { outcome: 'unknown', meaning: "Pigeon's answer could not be read (HTTP 200). It may have been sent." },
    ],
    ['a page', page(200), { outcome: 'transient', meaning: 'Something other than Pigeon answered (HTTP 200).' }],
    [
      'a redirect',
      page(302),
      {
        outcome: 'misconfigured',
        meaning: 'Something other than Pigeon answered (HTTP 302). It redirects elsewhere. Check PIGEON_BASE_URL.',
      },
    ],
    [
      'a refusal',
      answer(403, '{}'),
      {
        outcome: 'misconfigured',
        meaning:
          'Something other than Pigeon answered (HTTP 403). A proxy or a firewall may have refused the call. Check ' +
          'PIGEON_BASE_URL.',
      },
    ],
    ['a timeout', page(408), { outcome: 'transient', meaning: 'Something other than Pigeon answered (HTTP 408).' }],
    [
      'a rate limit',
      page(429, { 'retry-after': '7' }),
      {
        outcome: 'transient',
        meaning: 'Something other than Pigeon answered (HTTP 429).',
        throttled: true,
        retryAfterMs: 7000,
      },
    ],
    [
      'a gateway that is down',
      page(503, { 'retry-after': '7' }),
      { outcome: 'transient', meaning: 'Something other than Pigeon answered (HTTP 503).', retryAfterMs: 7000 },
    ],
    [
      'a gateway that failed',
      page(502, { 'retry-after': '7' }),
      { outcome: 'unknown', meaning: 'Something other than Pigeon answered (HTTP 502). It may have been sent.' },
    ],
  ])('%s is classified', (_what, result, failure) => {
    expect(failureWithoutReply(result, call)).toEqual(failure);
  });

  it('a failed gateway is transient for a provider whose gateway fails before it passes requests on', () => {
    const forgiving = { ...call, gatewayFailure: 'transient' } as const;
    expect(failureWithoutReply(page(502), forgiving).outcome).toBe('transient');
    expect(failureWithoutReply(page(504), forgiving).outcome).toBe('unknown');
  });

  it('the sentence does not mention a message if the call sends none', () => {
    for (const result of [page(502), answer(200, ''), { kind: 'not_sent', reason: 'x' } as const]) {
      expect(failureWithoutReply(result, { ...call, sends: false }).meaning).not.toMatch(/sent/);
    }
  });
});

describe('withRetryAfter', () => {
  it('only failures that may pass have a pause', () => {
    const headers = { 'retry-after': '7' };
    expect(withRetryAfter({ outcome: 'transient', meaning: '' }, headers)).toMatchObject({ retryAfterMs: 7000 });
    expect(withRetryAfter({ outcome: 'rejected', meaning: '' }, headers)).not.toHaveProperty('retryAfterMs');
    expect(withRetryAfter({ outcome: 'transient', meaning: '' }, {})).not.toHaveProperty('retryAfterMs');
  });
});
