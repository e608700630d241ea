import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SendMethod } from '../provider.contract.js';
import { messageStatuses } from './kavenegar.message-statuses.js';
import { classify, statusRules } from './kavenegar.status-codes.js';

const page = readFileSync(resolve(__dirname, '../../../../docs/kavenegar.md'), 'utf8');
const context = (method: SendMethod) => ({ method, sender: '10008663', template: 'verify' });

/** The rows of the table of status codes. `800 to 813` stands for each of these codes. */
const rows = page.split('\n').flatMap((line) => {
  const [, codes = '', , sentence, outcome, nextMethod] = line.split('|').map((cell) => cell.trim());
  const [, first, last = first] = /^(\d{3})(?: to (\d{3}))?$/.exec(codes) ?? [];
  if (!first) return [];
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, index) => ({
    code: Number(first) + index,
    sentence: sentence!.replace(`(${first})`, `(${Number(first) + index})`),
    outcome,
    nextMethod,
  }));
});

describe('The status codes in docs/kavenegar.md', () => {
  it('the page lists exactly the status codes of the source', () => {
    expect(rows.map(({ code }) => code)).toEqual(Object.keys(statusRules).map(Number));
  });

  it.each(rows)('the page has the sentence and the outcome of $code', ({ code, sentence, outcome, nextMethod }) => {
    const failure = classify(code, context('plain'));
    expect({ sentence, outcome }).toEqual({ sentence: failure.meaning, outcome: `\`${failure.outcome}\`` });
    const nextFrom = (['lookup', 'plain', 'default_line'] as const).filter(
      (method) => classify(code, context(method)).tryNextMethod,
    );
    expect(nextMethod).toBe(nextFrom.length > 0 ? `from ${nextFrom.join(' and ')}` : '–');
  });
});

describe('The delivery statuses in docs/kavenegar.md', () => {
  it('the page lists exactly the delivery statuses of the source', () => {
    const cells = page
      .split('\n')
      .map((line) => /^\| `(\d+)` +\| `(\w+)` +\| (.*?) +\|$/.exec(line))
      .flatMap((match) => (match ? [[match[1], { state: match[2], meaning: match[3] }]] : []));
    expect(cells).toEqual(Object.entries(messageStatuses));
  });
});
