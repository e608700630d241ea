import { type Problem, problemOf } from './problem.js';

/** Compiles only if `code` tells the kinds apart. */
function waitOf(problem: Problem): number | string | undefined {
  switch (problem.code) {
    case 'rate_limited':
      return problem.retry_after satisfies number;
    case 'otp_incorrect':
      return problem.attempts_left satisfies number;
    case 'captcha_required':
      return problem.captcha.provider;
    case 'network_error':
      return String(problem.cause);
    default:
      return problem.retry_after;
  }
}

describe('problemOf', () => {
  it('returns a problem document as it is', () => {
    const body = { code: 'otp_incorrect', status: 400, detail: 'Wrong.', attempts_left: 4, request_id: 'r1' };
    expect(problemOf(400, body, undefined)).toEqual(body);
    expect(waitOf(problemOf(400, body, undefined))).toBe(4);
  });

  it('takes retry_after from the header if the document has none', () => {
    expect(waitOf(problemOf(503, { code: 'service_unavailable', detail: '' }, 7))).toBe(7);
    expect(waitOf(problemOf(429, { code: 'rate_limited', detail: '', retry_after: 9 }, 7))).toBe(9);
  });

  it.each([[undefined], ['<html>'], [{ error: 'bad gateway' }], [null]])(
    'reports an answer that is no problem document as unexpected: %p',
    (body) => {
      expect(problemOf(502, body, 3)).toMatchObject({ code: 'unexpected_answer', status: 502, retry_after: 3 });
    },
  );
});
