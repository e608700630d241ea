import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SendMethod } from '../provider.contract.js';
import { messageStatuses } from './smsir.message-statuses.js';
import { classify, statusRules } from './smsir.status-codes.js';

const page = readFileSync(resolve(__dirname, '../../../../docs/smsir.md'), 'utf8');
const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const context = (method: SendMethod) => ({ method, sender: '30007', template: '123456' });

describe('docs/smsir.md', () => {
  it('the page has the sentence and the outcome of every status code', () => {
    const listed = rows.filter(([, code]) => /^\d+$/.test(code ?? '')).map((cells) => cells.slice(1, 5));
    const methods = ['lookup', 'plain', 'default_line'] as const;
    expect(listed).toEqual(
      Object.keys(statusRules).map((code) => {
        const { outcome, meaning } = classify(Number(code), context('plain'));
        const nextFrom = methods.filter((method) => classify(Number(code), context(method)).tryNextMethod);
        return [code, meaning, `\`${outcome}\``, nextFrom.length > 0 ? `from ${nextFrom.join(' and ')}` : '–'];
      }),
    );
  });

  it('the page has every delivery status', () => {
    const listed = rows.filter(([, code]) => /^`\d+`$/.test(code ?? '')).map((cells) => cells.slice(1, 4));
    expect(listed).toEqual(
      Object.entries(messageStatuses).map(([code, { state, meaning }]) => [`\`${code}\``, `\`${state}\``, meaning]),
    );
  });
});
