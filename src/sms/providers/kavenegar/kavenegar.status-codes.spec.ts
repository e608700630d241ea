import type { SendMethod } from '../provider.contract.js';
import { classify, isTestAccountLimitation, statusRules } from './kavenegar.status-codes.js';

const context = (method: SendMethod) => ({ method, sender: '10008663', template: 'verify' });

/** Code, outcome, the methods after which the next one is tried, and a part of the sentence. */
const table: [number, string, SendMethod[], string][] = [
  [400, 'rejected', [], 'parameters are incomplete'],
  [401, 'provider_down', [], 'refused the account (401): it is deactivated, or the API key is wrong.'],
  [402, 'transient', [], 'could not carry out the operation'],
  [403, 'provider_down', [], 'Invalid Kavenegar API key (403).'],
  [404, 'rejected', [], 'method is unknown'],
  [405, 'rejected', [], 'GET and POST'],
  [406, 'rejected', [], 'required parameter is empty'],
  [407, 'misconfigured', [], 'IP address'],
  [409, 'transient', [], 'cannot answer at the moment'],
  [411, 'rejected', [], 'recipient number'],
  [412, 'misconfigured', ['lookup', 'plain'], 'sender line'],
  [413, 'rejected', [], 'empty or too long'],
  [414, 'rejected', [], 'too many records'],
  [415, 'rejected', [], 'start index'],
  [416, 'provider_down', [], 'IP address'],
  [417, 'rejected', [], 'date is invalid'],
  [418, 'provider_down', [], 'Insufficient credit'],
  [419, 'rejected', [], 'differ in length'],
  [420, 'rejected', [], 'links'],
  [422, 'rejected', [], 'character'],
  [424, 'misconfigured', ['lookup'], 'Template "verify" does not exist'],
  [426, 'misconfigured', ['lookup', 'plain'], 'advanced service plan'],
  [427, 'misconfigured', ['lookup', 'plain'], 'access level'],
  [428, 'rejected', [], 'only digits'],
  [429, 'transient', [], 'IP address'],
  [431, 'misconfigured', ['lookup'], 'form of the code'],
  [432, 'misconfigured', ['lookup'], 'Template "verify" has no %token'],
  [451, 'transient', [], 'too many calls'],
  [501, 'misconfigured', [], 'test account'],
  [502, 'transient', [], 'gateway'],
  [503, 'transient', [], 'unavailable'],
  [604, 'rejected', [], 'too many numbers'],
  [607, 'misconfigured', ['lookup'], 'tag is not defined'],
  ...Array.from({ length: 14 }, (_, index): [number, string, SendMethod[], string] => [
    800 + index,
    'rejected',
    [],
    'medium',
  ]),
];

describe('The status codes of Kavenegar', () => {
  it.each(table)(
    '%i is %s, allows the next method after %j, and its sentence contains "%s"',
    (status, outcome, nextMethodFrom, says) => {
      for (const method of ['lookup', 'plain', 'default_line'] as const) {
        const failure = classify(status, context(method));
        expect(failure).toMatchObject({ outcome, rawCode: status });
        expect(failure.tryNextMethod ?? false).toBe(nextMethodFrom.includes(method));
        expect(failure.meaning.toLowerCase()).toContain(says.toLowerCase());
        expect(failure.meaning).toContain(String(status));
        expect(failure.meaning).toMatch(/^[A-Z].*\.$/);
      }
    },
  );

  it('the rules cover exactly these codes', () => {
    expect(Object.keys(statusRules).map(Number)).toEqual(table.map(([status]) => status));
  });

  it('412 mentions the refused sender line, or the default line if that is refused', () => {
    expect(classify(412, context('plain')).meaning).toMatch(/^Sender line 10008663 is not active on this account\./);
    expect(classify(412, context('default_line')).meaning).not.toContain('10008663');
  });

  it.each([
    [500, 'transient'],
    [504, 'transient'],
    [599, 'transient'],
    [499, 'rejected'],
    [600, 'rejected'],
    [99, 'rejected'],
  ])('%i, which is unknown, is %s and kept', (status, outcome) => {
    const failure = classify(status, context('plain'));
    expect(failure).toMatchObject({ outcome, rawCode: status });
    expect(failure.meaning).toContain(String(status));
  });

  it('501 alone means a test account', () => {
    expect(table.map(([status]) => status).filter(isTestAccountLimitation)).toEqual([501]);
  });
});
