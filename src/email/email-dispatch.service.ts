import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { messagingConfig, type MessagingConfig } from '../messaging/index.js';
import { emailConfig, type EmailConfig } from './email.config.js';
import {
  MessageAttemptRepository,
  MessagePayloadCipher,
  MessageRunService,
  MessageRepository,
  type ClaimedMessage,
  type RunResult,
  type SendFailure,
} from '../messaging/index.js';
import { MailTransport, type Mail, type MailOutcome } from './mail-transport.contract.js';

const METHOD = 'plain';
const SWITCHED_OFF: SendFailure = {
  outcome: 'misconfigured',
  meaning: 'E-mail is switched off (EMAIL_OTP_ENABLED=false).',
};

/** Sends one e-mail. One whose outcome is not known is sent once more: the same code twice harms nobody, a lost one does. */
@Injectable()
export class EmailDispatchService {
  private readonly logger = new Logger('Email');

  constructor(
    @Inject(messagingConfig.KEY) private readonly messaging: MessagingConfig,
    @Inject(emailConfig.KEY) private readonly email: EmailConfig,
    private readonly messages: MessageRepository,
    private readonly attempts: MessageAttemptRepository,
    private readonly runs: MessageRunService,
    private readonly payloads: MessagePayloadCipher,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  async dispatch(messageId: string): Promise<RunResult> {
    const run = await this.runs.begin(messageId);
    if ('done' in run) return run;
    if (!this.email.enabled) return this.runs.fail(run, SWITCHED_OFF);
    const outcome = await this.send(run.message);
    if (outcome.outcome === 'accepted') {
      const { providerMessageId } = outcome;
      const end = { provider: this.transport.name, method: METHOD, providerMessageId };
      await this.messages.accept(messageId, end, new Date(this.clock.now()));
      return { done: true };
    }
    const isSecondUnknown = outcome.outcome === 'unknown' && run.past.some((call) => call.outcome === 'unknown');
    const mayWorkLater = outcome.outcome === 'transient' || outcome.outcome === 'unknown';
    return mayWorkLater && !isSecondUnknown ? this.runs.retry(run, outcome) : this.runs.fail(run, outcome);
  }

  /** One call, ended by `SMS_TIMEOUT_MS` or the end of the message, whichever is sooner. */
  private async send(message: ClaimedMessage): Promise<MailOutcome> {
    const mail = this.mailOf(message);
    const startedAt = this.clock.now();
    const attemptId = await this.attempts.start(message.id, this.transport.name, METHOD, new Date(startedAt));
    const deadlineMs = Math.max(1, Math.min(this.messaging.timeoutMs, message.expiresAt.getTime() - startedAt));
    const result = await this.transport.send(mail, AbortSignal.timeout(deadlineMs));
    const latencyMs = this.clock.now() - startedAt;
    await this.attempts.finish(attemptId, new Date(startedAt + latencyMs), { ...result, latencyMs });
    this.tell(message, result, latencyMs);
    return result;
  }

  private mailOf({ id, recipient, payload }: ClaimedMessage): Mail {
    const { text, mail } = this.payloads.open(id, payload);
    if (!mail) throw new Error('A message of the channel email holds no subject and no HTML.');
    return { messageId: id, recipient, text, ...mail };
  }

  private tell(message: ClaimedMessage, result: MailOutcome, latencyMs: number): void {
    const entry = {
      message_id: message.id,
      attempt: message.attemptCount,
      latency_ms: latencyMs,
      provider: this.transport.name,
      outcome: result.outcome,
      raw_code: result.rawCode,
    };
    if (result.outcome === 'accepted') this.logger.log({ message: 'sent', ...entry });
    else this.logger.warn({ message: 'not sent', ...entry, reason: result.meaning });
  }
}
