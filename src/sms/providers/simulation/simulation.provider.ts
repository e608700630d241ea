import { randomUUID } from 'node:crypto';
import type { SendOutcome, SmsProvider, SmsRequest, SmsWay } from '../provider.contract.js';

const WIDTH = 60;

/** Sends nothing: draws the message on the console, so that a developer without credentials can read the code. */
export class SimulationProvider implements SmsProvider {
  readonly name = 'simulation';

  constructor(private readonly print: (text: string) => void = (text) => void process.stdout.write(text)) {}

  ways(): SmsWay[] {
    return ['plain'];
  }

  send(request: SmsRequest): Promise<SendOutcome> {
    const lines = [`SMS to ${request.recipient} (simulation, ${new Date().toISOString()})`];
    if (request.otp) lines.push(`code: ${request.otp.code}`);
    const rule = '─'.repeat(WIDTH);
    this.print(`┌${rule}\n${[...lines, ...request.text.split('\n')].map((line) => `│ ${line}\n`).join('')}└${rule}\n`);
    return Promise.resolve({ outcome: 'accepted', providerMessageId: `sim-${randomUUID()}` });
  }
}
