import {
  failureByRule,
  misconfigured,
  providerDown,
  rejected,
  requestFaults,
  throttled,
  transient,
  unknownOutcome,
  type StatusContext,
  type StatusRule,
} from './status-rules.js';

describe('failureByRule', () => {
  it.each<[StatusRule, object]>([
    [transient('Busy (9).'), { outcome: 'transient', meaning: 'Busy (9).' }],
    [throttled('Slow down (9).'), { outcome: 'transient', meaning: 'Slow down (9).', throttled: true }],
    [rejected('Bad number (9).'), { outcome: 'rejected', meaning: 'Bad number (9).' }],
    [providerDown('No credit (9).'), { outcome: 'provider_down', meaning: 'No credit (9).' }],
    [unknownOutcome('Failed (9).'), { outcome: 'unknown', meaning: 'Failed (9).' }],
    [misconfigured('Bad plan (9).'), { outcome: 'misconfigured', meaning: 'Bad plan (9).' }],
    [
      requestFaults('Pigeon')('no text (9)'),
      { outcome: 'rejected', meaning: 'Pigeon refused the request: no text (9). This is likely a fault in Ramz.' },
    ],
  ])('the rule %j becomes a failure with its code', (rule, failure) => {
    expect(failureByRule(rule, {}, 9)).toEqual({ rawCode: 9, ...failure });
  });

  it('a sentence can mention the sender or the template that failed', () => {
    const rule = misconfigured(({ sender, template }: StatusContext) => `No line ${sender}, no template ${template}.`);
    expect(failureByRule(rule, { sender: '3000', template: 'verify' }, 9).meaning).toBe(
      'No line 3000, no template verify.',
    );
  });

  it('the next method is tried only after the listed methods, and never after a call that sends nothing', () => {
    const rule = misconfigured('No such template (9).', 'lookup');
    expect(failureByRule(rule, { method: 'lookup' }, 9)).toMatchObject({ tryNextMethod: true });
    expect(failureByRule(rule, { method: 'plain' }, 9)).not.toHaveProperty('tryNextMethod');
    expect(failureByRule(rule, {}, 9)).not.toHaveProperty('tryNextMethod');
  });

  it('a failure without a code of the provider has none', () => {
    expect(failureByRule(transient('Busy.'), {}, undefined)).not.toHaveProperty('rawCode');
  });
});
