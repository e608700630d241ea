import { equalsInConstantTime } from './constant-time.js';

it.each([
  ['token', 'token', true],
  ['token', 'tokem', false],
  ['token', 'token-and-more', false],
  ['', 'token', false],
  ['', '', true],
])('%j equals %j: %s', (given, expected, equal) => {
  expect(equalsInConstantTime(given, expected)).toBe(equal);
});
