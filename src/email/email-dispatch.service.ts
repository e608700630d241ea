import { Inject, Injectable } from '@nestjs/common';
import {
  AttemptRecorderService,
  MessagePayloadCipher,
  MessageRunService,
  traceRun,
  type ClaimedMessage,
  type MessageRun,
  type RunResult,
} from '../messaging/index.js';
import { emailConfig, type EmailConfig } from './email.config.js';
import { MailTransport, type Mail, type MailFailure } from './mail-transport.contract.js';

const METHOD = 'plain';
const SWITCHED_OFF: MailFailure = {
  outcome: 'misconfigured',
  meaning: 'E-mail is switched off (EMAIL_OTP_ENABLED=false).',
};

/**
 * Sends one e-mail. It is repeated after every failure that is not a rejection: a second copy has the same `Message-ID` and
 * does no harm, a lost code does.
 */
@Injectable()
export class EmailDispatchService {
  constructor(
    @Inject(emailConfig.KEY) private readonly config: EmailConfig,
    private readonly runs: MessageRunService,
    private readonly attempts: AttemptRecorderService,
    private readonly payloads: MessagePayloadCipher,
    private readonly transport: MailTransport,
  ) {}

  async dispatch(messageId: string): Promise<RunResult> {
    const run = await this.runs.begin(messageId);
    return 'done' in run ? run : traceRun(run.message, () => this.send(run));
  }

  private async send(run: MessageRun): Promise<RunResult> {
    if (!this.config.enabled) return this.runs.fail(run, SWITCHED_OFF);
    const mail = this.mailOf(run.message);
    const call = { message: run.message, provider: this.transport.name, method: METHOD };
    const recorded = await this.attempts.record(call, (signal) => this.transport.send(mail, signal));
    const { outcome } = recorded;
    if (outcome.outcome === 'accepted') {
      const { providerMessageId } = outcome;
      const accepted = { provider: this.transport.name, method: METHOD, providerMessageId };
      return this.runs.accept(run, accepted, recorded.call);
    }
    return outcome.outcome === 'rejected' ? this.runs.fail(run, outcome) : this.runs.retry(run, outcome);
  }

  private mailOf({ id, recipient, payload }: ClaimedMessage): Mail {
    const { text, mail, otp } = this.payloads.open(id, payload);
    if (!mail) throw new Error('The payload of an e-mail has no subject and no HTML');
    return { messageId: id, recipient, text, ...mail, code: otp?.code };
  }
}
