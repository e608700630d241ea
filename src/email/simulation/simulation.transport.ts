import { boxed } from '../../common/console-box.js';
import type { Mail, MailOutcome, MailTransport } from '../mail-transport.contract.js';
import { simulatedFailure } from './simulation.policy.js';

/** Prints e-mails to the console instead of sending them, so that developers need no mail server. */
export class SimulationTransport implements MailTransport {
  readonly name = 'simulation';
  readonly concurrency = Infinity;

  constructor(private readonly print: (text: string) => void = (text) => void process.stdout.write(text)) {}

  send({ messageId, recipient, subject, text }: Mail): Promise<MailOutcome> {
    const failure = simulatedFailure(recipient);
    if (failure) return Promise.resolve(failure);
    const heading = `E-mail to ${recipient} (simulation, ${new Date().toISOString()})`;
    this.print(boxed([heading, `subject: ${subject}`, ...text.split('\n').filter(Boolean)]));
    return Promise.resolve({ outcome: 'accepted', providerMessageId: `${messageId}@simulation.invalid` });
  }
}
