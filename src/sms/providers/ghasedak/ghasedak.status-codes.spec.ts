import type { SendMethod } from '../provider.contract.js';
import { classify, statusRules } from './ghasedak.status-codes.js';

const context = (method: SendMethod) => ({ method, sender: '30005088', template: 'verify' });

/** Code, outcome, the methods after which the next one is tried, and a part of the sentence. */
const table: [number, string, SendMethod[], string][] = [
  [200, 'unknown', [], 'may have been sent'],
  [400, 'misconfigured', ['lookup'], 'لغو11'],
  [401, 'provider_down', [], 'Correct GHASEDAK_API_KEY'],
  [402, 'transient', [], 'could not carry out'],
  [406, 'misconfigured', ['plain'], 'has not been verified'],
  [412, 'misconfigured', ['plain'], 'Correct GHASEDAK_SENDER'],
  [413, 'rejected', [], '1000 characters'],
  [416, 'provider_down', [], 'IP address'],
  [418, 'provider_down', [], 'Insufficient credit'],
  [419, 'provider_down', [], 'tariff'],
  [420, 'misconfigured', ['lookup'], 'link'],
  [422, 'rejected', [], 'character'],
  [426, 'misconfigured', ['lookup'], 'Upgrade'],
  [428, 'misconfigured', ['lookup'], 'Correct GHASEDAK_TEMPLATE'],
  [429, 'misconfigured', ['lookup'], 'Correct GHASEDAK_TEMPLATE_PARAMETER'],
  [451, 'unknown', [], 'may have been sent'],
  [500, 'unknown', [], 'may have been sent'],
];

describe('The status codes of Ghasedak', () => {
  it.each(table)(
    '%i is %s, allows the next method after %j, and its sentence contains "%s"',
    (code, outcome, nextMethodFrom, says) => {
      for (const method of ['lookup', 'plain', 'default_line'] as const) {
        const failure = classify(code, context(method));
        expect(failure).toMatchObject({ outcome, rawCode: code, meaning: expect.stringContaining(says) });
        expect(failure.tryNextMethod ?? false).toBe(nextMethodFrom.includes(method));
        expect(failure.throttled).toBeUndefined();
        expect(failure.meaning).toMatch(new RegExp(`^[A-Z].*\\(${code}\\).*\\.$`));
      }
    },
  );

  it('the rules cover exactly these codes', () => {
    expect(Object.keys(statusRules).map(Number)).toEqual(table.map(([code]) => code));
  });

  it('a refused choice of the caller does not blame the configuration', () => {
    for (const code of [412, 428, 429]) {
      expect(classify(code, { ...context('plain'), chosen: true }).meaning).not.toContain('GHASEDAK_');
    }
  });

  it('an unknown code is kept', () => {
    expect(classify(999, context('plain'))).toMatchObject({ outcome: 'rejected', rawCode: 999 });
  });
});
