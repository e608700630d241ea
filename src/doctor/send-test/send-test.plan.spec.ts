import type { SendMethod, SmsProvider } from '../../sms/index.js';
import { planTest } from './send-test.plan.js';

const RECIPIENT = { recipient: '+989121234567', country: 'IR' };
const NOW = 1_800_000_000_000;

const provider = (name: string, methods: SendMethod[], more = {}): SmsProvider => ({
  name,
  methods: () => methods,
  send: () => Promise.reject(new Error('nothing is sent here')),
  ...more,
});
const managing = { managesCodes: true, startVerification: () => undefined, checkCode: () => undefined };

const stepsOf = (...args: Parameters<typeof planTest>) =>
  planTest(...args).steps.map(
    ({ provider: { name }, method, isManaged }) => `${name}/${method}${isManaged ? '*' : ''}`,
  );

describe('The plan of a test', () => {
  const providers = [provider('first', ['lookup', 'plain']), provider('second', ['plain'], managing)];

  it.each<[string, Parameters<typeof planTest>[3], string[]]>([
    [
      'has each method of each provider in the order of the route',
      undefined,
      ['first/lookup', 'first/plain', 'second/verify*', 'second/plain'],
    ],
    ['has one provider', { provider: 'first' }, ['first/lookup', 'first/plain']],
    ['has one method of a provider', { provider: 'second', method: 'plain' }, ['second/plain']],
    ['is empty for a provider that the route does not have', { provider: 'third' }, []],
  ])('the plan %s', (_title, only, expected) => {
    expect(stepsOf(RECIPIENT, providers, NOW, only)).toEqual(expected);
  });

  it('each message has ids of its own, which no row and no earlier test has, and one segment', () => {
    const requests = [NOW, NOW + 1].flatMap((now) =>
      planTest(RECIPIENT, providers, now).steps.map(({ request }) => request),
    );
    expect(new Set(requests.map(({ localId }) => localId)).size).toBe(requests.length);
    expect(new Set(requests.map(({ messageId }) => messageId)).size).toBe(requests.length);
    for (const { localId, text } of requests) {
      expect(localId).toBeGreaterThan(10n ** 14n);
      expect(localId.toString().length).toBeLessThanOrEqual(18);
      // Below the 70 of a text with Persian letters.
      expect(text.length).toBeLessThanOrEqual(70);
    }
  });
});
