import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SendMethod } from '../provider.contract.js';
import { classify, statusRules } from './twilio.status-codes.js';

const page = readFileSync(resolve(__dirname, '../../../../docs/twilio.md'), 'utf8');
const context = (method: SendMethod) => ({ method, sender: '+150******06' });

/** The rows of the table of error codes. */
const rows = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, code]) => /^\d{5}$/.test(code ?? ''))
  .map(([, code, sentence, outcome, throttled, nextMethod]) => ({
    code: Number(code),
    sentence,
    outcome,
    throttled,
    nextMethod,
  }));

describe('The error codes in docs/twilio.md', () => {
  it('the page lists exactly the error codes of the source', () => {
    expect(rows.map(({ code }) => code)).toEqual(Object.keys(statusRules).map(Number));
  });

  it.each(rows)(
    'the page has the sentence and the outcome of $code',
    ({ code, sentence, outcome, throttled, nextMethod }) => {
      const failure = classify(code, 400, context('plain'));
      expect({ sentence, outcome }).toEqual({ sentence: failure.meaning, outcome: `\`${failure.outcome}\`` });
      expect(throttled).toBe(failure.throttled ? 'yes' : '–');
      expect(nextMethod).toBe(classify(code, 400, context('verify')).tryNextMethod ? 'from verify' : '–');
    },
  );
});
