import { splitAdvice } from './advice.js';

const OTHERWISE = 'Look at the documentation.';

describe('splitAdvice', () => {
  it.each([
    ['Invalid API key (403). Correct THE_KEY.', { message: 'Invalid API key (403).', fix: 'Correct THE_KEY.' }],
    [
      'Something else answered (HTTP 403). A firewall may have refused the call. Check THE_URL.',
      { message: 'Something else answered (HTTP 403). A firewall may have refused the call.', fix: 'Check THE_URL.' },
    ],
    [
      'It failed (500). The message may have been sent.',
      { message: 'It failed (500). The message may have been sent.', fix: OTHERWISE },
    ],
    ['THE_KEY must be a number', { message: 'THE_KEY must be a number.', fix: OTHERWISE }],
    ['THE_KEY is missing. Set it, such as to 5', { message: 'THE_KEY is missing.', fix: 'Set it, such as to 5.' }],
    ['Set it.', { message: 'Set it.', fix: OTHERWISE }],
  ])('separates what happened from what to do: %s', (text, expected) => {
    expect(splitAdvice(text, OTHERWISE)).toEqual(expected);
  });
});
