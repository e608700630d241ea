import type { MailFailure } from '../mail-transport.contract.js';

/**
 * What becomes of e-mails to addresses whose part before the `@`, or what follows its `+`, is one of these words, so that
 * a client can be tested against each: `rejected@example.com`, `sam+transient@example.com`. docs/email.md has the same
 * table.
 */
const SIMULATED_FAILURES: Readonly<Record<string, MailFailure>> = {
  rejected: { outcome: 'rejected', rawCode: 550, meaning: 'Simulated: there is no such mailbox.' },
  transient: { outcome: 'transient', rawCode: 451, meaning: 'Simulated: a fault that does not pass.' },
  misconfigured: { outcome: 'misconfigured', rawCode: 535, meaning: 'Simulated: the login is refused.' },
  unknown: { outcome: 'unknown', meaning: 'Simulated: the answer was lost.' },
};

export function simulatedFailure(recipient: string): MailFailure | undefined {
  const [, word = ''] = /^(?:.*\+)?([a-z]+)@/.exec(recipient) ?? [];
  return Object.hasOwn(SIMULATED_FAILURES, word) ? SIMULATED_FAILURES[word] : undefined;
}
