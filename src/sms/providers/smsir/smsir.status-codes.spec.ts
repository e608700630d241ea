import type { SendMethod } from '../provider.contract.js';
import { classify, statusRules } from './smsir.status-codes.js';

const context = (method: SendMethod) => ({ method, sender: '30007', template: '123456' });

/** Code, outcome, the methods after which the next one is tried, and a part of the sentence. */
const table: [number, string, SendMethod[], string][] = [
  [0, 'unknown', [], 'may have been sent'],
  [10, 'provider_down', [], 'Correct SMSIR_API_KEY'],
  [11, 'provider_down', [], 'disabled'],
  [12, 'provider_down', [], 'IP address'],
  [13, 'provider_down', [], 'not active'],
  [14, 'provider_down', [], 'suspended'],
  [15, 'provider_down', [], 'plan'],
  [16, 'rejected', [], 'fault in Ramz'],
  [20, 'transient', [], 'too many calls'],
  [101, 'misconfigured', ['plain'], 'Correct SMSIR_SENDER'],
  [102, 'provider_down', [], 'Insufficient credit'],
  [103, 'rejected', [], 'empty'],
  [104, 'rejected', [], 'recipient number'],
  [105, 'rejected', [], 'fault in Ramz'],
  [106, 'rejected', [], 'fault in Ramz'],
  [107, 'rejected', [], 'fault in Ramz'],
  [108, 'rejected', [], 'fault in Ramz'],
  [109, 'rejected', [], 'fault in Ramz'],
  [110, 'rejected', [], 'fault in Ramz'],
  [111, 'rejected', [], 'fault in Ramz'],
  [112, 'rejected', [], 'fault in Ramz'],
  [113, 'misconfigured', ['lookup'], 'Correct SMSIR_TEMPLATE'],
  [114, 'misconfigured', ['lookup'], '25 characters'],
  [115, 'misconfigured', [], 'set SMSIR_TEMPLATE'],
  [116, 'misconfigured', ['lookup'], 'SMSIR_TEMPLATE_PARAMETER'],
  [117, 'misconfigured', ['lookup'], 'not approved'],
  [118, 'rejected', [], 'fault in Ramz'],
  [119, 'misconfigured', ['lookup'], 'plan'],
  [123, 'misconfigured', ['plain'], 'activated'],
  [124, 'misconfigured', ['lookup'], 'only for codes'],
];

describe('The status codes of SMS.ir', () => {
  it.each(table)(
    '%i is %s, allows the next method after %j, and its sentence contains "%s"',
    (status, outcome, nextMethodFrom, says) => {
      for (const method of ['lookup', 'plain', 'default_line'] as const) {
        const failure = classify(status, context(method));
        expect(failure).toMatchObject({ outcome, rawCode: status, meaning: expect.stringContaining(says) });
        expect(failure.tryNextMethod ?? false).toBe(nextMethodFrom.includes(method));
        expect(failure.throttled ?? false).toBe(status === 20);
        expect(failure.meaning).toMatch(new RegExp(`^[A-Z].*\\(${status}\\).*\\.$`));
      }
    },
  );

  it('the rules cover exactly these codes', () => {
    expect(Object.keys(statusRules).map(Number)).toEqual(table.map(([status]) => status));
  });

  it('a refused choice of the caller does not blame the configuration', () => {
    expect(classify(101, { ...context('plain'), chosen: true }).meaning).not.toContain('SMSIR_SENDER');
    expect(classify(113, { ...context('lookup'), chosen: true }).meaning).not.toContain('SMSIR_TEMPLATE');
  });

  it('an unknown code is kept', () => {
    expect(classify(999, context('plain'))).toMatchObject({ outcome: 'rejected', rawCode: 999 });
  });
});
