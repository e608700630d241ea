import type { MailFailure } from '../mail-transport.contract.js';

/**
 * Outcomes that an address can choose, by its part before the `@` or after the `+`, so that a client can be tested with each:
 * `rejected@example.com`, `sam+transient@example.com`. docs/email.md has the same table.
 */
const SIMULATED_FAILURES: Readonly<Record<string, MailFailure>> = {
  rejected: {
    outcome: 'rejected',
    rawCode: 550,
    meaning: 'Simulated: the mailbox does not exist.',
    recipientAtFault: true,
  },
  transient: { outcome: 'transient', rawCode: 451, meaning: 'Simulated: the mail server keeps failing temporarily.' },
  misconfigured: { outcome: 'misconfigured', rawCode: 535, meaning: 'Simulated: the mail server refused the login.' },
  unknown: { outcome: 'unknown', meaning: 'Simulated: the answer was lost.' },
};

export function simulatedFailure(recipient: string): MailFailure | undefined {
  const [, word = ''] = /^(?:.*\+)?([a-z]+)@/.exec(recipient) ?? [];
  return Object.hasOwn(SIMULATED_FAILURES, word) ? SIMULATED_FAILURES[word] : undefined;
}
