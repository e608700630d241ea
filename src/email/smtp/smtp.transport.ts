import { Readable } from 'node:stream';
import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { parseEmailAddress } from '../../common/email-address.js';
import type { Mail, MailOutcome, MailTransport } from '../mail-transport.contract.js';
import { failureOf } from './smtp.errors.js';
import { plainLogin } from './smtp.login.js';
import { smtpServerOptions } from './smtp.options.js';

/** Mail servers allow a client few connections. */
const CONNECTIONS = 5;
/** Idle connections are closed sooner than mail servers close them. */
const IDLE_MS = 15_000;

export interface SmtpTransportOptions {
  /** May hold a password. */
  smtpUrl: string;
  from: { name: string; address: string };
  /** For each step of a session; the `signal` of a send limits all of them together. */
  timeoutMs: number;
}

/** Sends over SMTP, on connections that are kept for the next e-mails. The first e-mail opens the first connection. */
export class SmtpTransport implements MailTransport, OnApplicationShutdown {
  readonly name = 'smtp';
  readonly concurrency = CONNECTIONS;
  private readonly domain: string;
  private readonly mailer;
  /** `Message-ID`s of e-mails whose content has begun to be sent. */
  private readonly begun = new Set<string>();

  constructor(private readonly options: SmtpTransportOptions) {
    const { smtpUrl, from, timeoutMs } = options;
    this.domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    this.mailer = createTransport({
      ...smtpServerOptions(smtpUrl),
      // Otherwise nodemailer sends without a login if the server offers none.
      forceAuth: true,
      customAuth: { PLAIN: plainLogin },
      pool: true,
      name: this.domain,
      maxConnections: CONNECTIONS,
      maxRequeues: 0,
      idleTimeout: IDLE_MS,
      dnsTimeout: timeoutMs,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      // This timeout also applies to idle connections.
      socketTimeout: timeoutMs + IDLE_MS,
      logger: false,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.mailer.use('stream', ({ data, message }, done) => {
      message.processFunc((content) => Readable.from(this.watched(content, data.messageId ?? '')));
      done();
    });
  }

  async send({ messageId: id, recipient, subject, text, html }: Mail, signal: AbortSignal): Promise<MailOutcome> {
    const to = parseEmailAddress(recipient);
    if (!to.ok) return { outcome: 'rejected', meaning: 'The recipient is not a valid e-mail address.' };
    const { from } = this.options;
    // The same for every send of a message, so that a repeated e-mail can be recognised.
    const messageId = `<${id}@${this.domain}>`;
    try {
      await this.mailer.sendMail({
        messageId,
        envelope: { from: from.address, to: [to.address] },
        from,
        to: { name: '', address: to.address },
        subject: subject.replace(/\s+/g, ' '),
        text,
        html,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal,
      });
      return { outcome: 'accepted', providerMessageId: messageId.slice(1, -1), rawCode: 250 };
    } catch (error) {
      return failureOf(error, this.begun.has(messageId));
    } finally {
      this.begun.delete(messageId);
    }
  }

  /** Runs after the worker has finished its sends. */
  onApplicationShutdown(): void {
    this.mailer.close();
  }

  /** The content. Nodemailer reads it after the mail server has agreed to receive it. */
  private async *watched(content: AsyncIterable<Uint8Array>, messageId: string): AsyncGenerator<Uint8Array> {
    this.begun.add(messageId);
    yield* content;
  }
}
