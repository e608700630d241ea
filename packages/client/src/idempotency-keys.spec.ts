import { networkProblem, problemOf } from './http/problem.js';
import { IdempotencyKeys } from './idempotency-keys.js';

const BODY = { phone_number: '+989121234567' };

describe('IdempotencyKeys', () => {
  let keys: IdempotencyKeys;
  beforeEach(() => {
    jest.useFakeTimers();
    keys = new IdempotencyKeys();
  });
  afterEach(() => jest.useRealTimers());

  it('gives two asks of a double click one key, and other asks another', () => {
    const key = keys.keyFor(BODY);
    expect(key.length).toBeGreaterThanOrEqual(16);
    expect(keys.keyFor({ ...BODY })).toBe(key);
    expect(keys.keyFor({ phone_number: '+989121234568' })).not.toBe(key);
    keys.settle(BODY, undefined);
    jest.advanceTimersByTime(500);
    expect(keys.keyFor(BODY)).toBe(key);
  });

  it('gives a resend a new key', () => {
    const key = keys.keyFor(BODY);
    keys.settle(BODY, undefined);
    jest.advanceTimersByTime(30_000);
    expect(keys.keyFor(BODY)).not.toBe(key);
  });

  it('keeps the key of an ask that got no answer, for as long as Ramz keeps the answer', () => {
    const key = keys.keyFor(BODY);
    keys.settle(BODY, networkProblem(new Error('offline')));
    jest.advanceTimersByTime(9 * 60_000);
    expect(keys.keyFor(BODY)).toBe(key);
    jest.advanceTimersByTime(60_000);
    expect(keys.keyFor(BODY)).not.toBe(key);
  });

  it('gives a new key after a refusal, so that the corrected circumstances count', () => {
    const key = keys.keyFor(BODY);
    keys.settle(BODY, problemOf(429, { code: 'rate_limited', status: 429, detail: '' }, 60));
    expect(keys.keyFor(BODY)).not.toBe(key);
  });
});
