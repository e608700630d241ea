import type { SendFailure, SendMethod } from '../provider.contract.js';
import { deliveryMeaning } from './twilio.delivery-codes.js';
import { classify, statusRules } from './twilio.status-codes.js';

/** Code, outcome, whether a plain text may follow Verify, whether it is throttling, and a part of the sentence. */
const table: [number, SendFailure['outcome'], boolean, boolean, string][] = [
  [14107, 'transient', false, false, '30 seconds'],
  [20003, 'provider_down', false, false, 'credentials'],
  [20008, 'misconfigured', true, false, 'test credentials'],
  [20403, 'provider_down', false, false, 'suspended'],
  [20404, 'misconfigured', true, false, 'does not know'],
  [20429, 'transient', false, true, 'too many calls'],
  [20500, 'unknown', false, false, 'may have been sent'],
  [20503, 'transient', false, false, 'unavailable'],
  [21211, 'rejected', false, false, 'recipient number'],
  [21212, 'misconfigured', false, false, 'TWILIO_FROM_NUMBER'],
  [21219, 'misconfigured', false, false, 'trial account'],
  [21266, 'rejected', false, false, 'sender itself'],
  [21408, 'misconfigured', false, false, 'Geo permissions'],
  [21601, 'misconfigured', false, false, 'cannot send messages'],
  [21602, 'rejected', false, false, 'text is missing'],
  [21603, 'rejected', false, false, 'sender is missing'],
  [21604, 'rejected', false, false, 'recipient is missing'],
  [21606, 'misconfigured', false, false, 'not on this account'],
  [21607, 'misconfigured', false, false, 'trial account'],
  [21608, 'misconfigured', false, false, 'trial account'],
  [21609, 'misconfigured', false, false, 'PUBLIC_URL'],
  [21610, 'rejected', false, false, 'STOP'],
  [21611, 'transient', false, true, 'queue of the sender'],
  [21612, 'misconfigured', false, false, 'no route'],
  [21614, 'rejected', false, false, 'mobile'],
  [21617, 'rejected', false, false, '1600'],
  [21624, 'rejected', false, false, 'validity'],
  [21635, 'rejected', false, false, 'landline'],
  [21659, 'misconfigured', false, false, 'short code'],
  [21660, 'misconfigured', false, false, 'another account'],
  [21703, 'misconfigured', false, false, 'Messaging Service'],
  [21704, 'misconfigured', false, false, 'Messaging Service'],
  [21705, 'misconfigured', false, false, 'Messaging Service'],
  [30001, 'transient', false, true, 'queue'],
  [30002, 'provider_down', false, false, 'suspended'],
  [30022, 'transient', false, true, 'carriers'],
  [30023, 'misconfigured', false, false, 'daily limit'],
  [30034, 'misconfigured', false, false, 'A2P'],
  [60200, 'misconfigured', true, false, 'parameter'],
  [60202, 'rejected', false, false, 'five times'],
  [60203, 'rejected', true, false, 'five codes'],
  [60204, 'misconfigured', true, false, 'Custom codes'],
  [60205, 'rejected', false, false, 'landline'],
  [60206, 'misconfigured', true, false, 'PSD2'],
  [60207, 'misconfigured', true, false, 'rate limits'],
  [60212, 'transient', false, false, 'this number'],
  [60220, 'misconfigured', true, false, 'China'],
  [60223, 'misconfigured', true, false, 'channel'],
  [60238, 'misconfigured', false, false, 'country is not served'],
  [60410, 'rejected', false, false, 'Fraud Guard'],
  [60605, 'misconfigured', false, false, 'Geo permissions'],
  [60728, 'misconfigured', true, false, 'hourly limit'],
  [63017, 'transient', false, true, 'second'],
  [63038, 'provider_down', false, false, '24 hours'],
  [90007, 'rejected', false, false, 'validity'],
];

describe('The error codes of Twilio', () => {
  it.each(table)(
    '%i is %s, allows a plain text: %s, is throttling: %s, and its sentence contains "%s"',
    (code, ...expected) => {
      const [outcome, nextMethod, throttled, says] = expected;
      for (const method of ['verify', 'plain'] satisfies SendMethod[]) {
        const failure = classify(code, 400, { method, sender: '+1500*****06' });
        expect(failure).toMatchObject({ outcome, rawCode: code });
        expect(failure.tryNextMethod ?? false).toBe(nextMethod && method === 'verify');
        expect(failure.throttled ?? false).toBe(throttled);
        expect(failure.meaning).toContain(`(${code})`);
        expect(failure.meaning).toMatch(/^[A-Z].*\.$/);
      }
      expect(classify(code, 400, { method: 'verify' }).meaning + deliveryMeaning(code)).toContain(says);
    },
  );

  it('the rules cover exactly these codes', () => {
    expect(Object.keys(statusRules).map(Number)).toEqual(table.map(([code]) => code));
  });

  it('21606 mentions the sender, if there is one', () => {
    expect(classify(21606, 400, { method: 'plain', sender: 'Ramz' }).meaning).toMatch(/^Sender Ramz is not on/);
    expect(classify(21606, 400, { method: 'plain' }).meaning).toMatch(/^Sender is not on/);
  });

  it('60200 blames the recipient only if Verify does', () => {
    expect(classify(60200, 400, { method: 'verify', parameter: 'To' })).toMatchObject({ outcome: 'rejected' });
    expect(classify(60200, 400, { method: 'verify', parameter: 'CustomCode' })).toMatchObject({
      outcome: 'misconfigured',
      tryNextMethod: true,
      meaning: expect.stringContaining('CustomCode'),
    });
  });

  it.each<[number, SendFailure['outcome'], boolean]>([
    [400, 'rejected', false],
    [401, 'provider_down', false],
    [404, 'rejected', false],
    [408, 'transient', false],
    [429, 'transient', true],
    [500, 'unknown', false],
    [502, 'unknown', false],
    [503, 'transient', false],
    [504, 'unknown', false],
  ])('an unknown code with the HTTP status %i is %s and kept', (status, outcome, throttled) => {
    const failure = classify(29_999, status, { method: 'plain' });
    expect(failure).toMatchObject({ outcome, rawCode: 29_999, meaning: expect.stringContaining('29999') });
    expect(failure.throttled ?? false).toBe(throttled);
    const nameless = classify(undefined, status, { method: 'plain' });
    expect(nameless.outcome).toBe(outcome);
    expect('rawCode' in nameless).toBe(false);
  });

  it.each([
    [30003, 'off or out of reach'],
    [30007, 'filtered'],
    [30036, 'longer than its code is valid'],
    [30002, 'suspended'],
    [21606, 'Sender is not on'],
    [39_999, 'error 39999, which Ramz does not know'],
  ])('the sentence of %i in a delivery report contains "%s"', (code, says) => {
    expect(deliveryMeaning(code)).toContain(says);
  });
});
