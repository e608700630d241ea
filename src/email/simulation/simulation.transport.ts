import { boxed } from '../../common/console-box.js';
import type { SimulatedMessage } from '../../messaging/index.js';
import type { Mail, MailOutcome, MailTransport } from '../mail-transport.contract.js';
import { simulatedFailure } from './simulation.policy.js';

/** Prints e-mails to the console instead of sending them, so that developers need no mail server. */
export class SimulationTransport implements MailTransport {
  readonly name = 'simulation';
  readonly concurrency = Infinity;

  /** @param keep stores what is sent, for `/inbox` */
  constructor(
    private readonly keep: (message: SimulatedMessage) => Promise<void> = () => Promise.resolve(),
    private readonly print: (text: string) => void = (text) => void process.stdout.write(text),
  ) {}

  async send({ messageId, recipient, subject, text, code }: Mail): Promise<MailOutcome> {
    const failure = simulatedFailure(recipient);
    if (failure) return failure;
    await this.keep({ channel: 'email', recipient, subject, text, code });
    const heading = `E-mail to ${recipient} (simulation, ${new Date().toISOString()})`;
    this.print(boxed([heading, `subject: ${subject}`, ...text.split('\n').filter(Boolean)]));
    return { outcome: 'accepted', providerMessageId: `${messageId}@simulation.invalid` };
  }
}
