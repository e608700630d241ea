import { Module } from '@nestjs/common';
import { AppConfig } from '../config/index.js';
import { EmailDispatchService } from './email-dispatch.service.js';
import { EmailProcessor } from './email.processor.js';
import { MailTransport } from './mail-transport.contract.js';
import { SimulationTransport } from './simulation/simulation.transport.js';
import { SmtpTransport } from './smtp/smtp.transport.js';

/**
 * Consumes the e-mail queue: only processes whose role is to work import it. With e-mail off it ends what was queued
 * before.
 */
@Module({
  providers: [
    {
      provide: MailTransport,
      inject: [AppConfig],
      useFactory: ({ email, sms }: AppConfig): MailTransport =>
        email?.smtpUrl
          ? new SmtpTransport({ smtpUrl: email.smtpUrl, from: email.from, timeoutMs: sms.timeoutMs })
          : new SimulationTransport(),
    },
    EmailDispatchService,
    EmailProcessor,
  ],
})
export class EmailWorkerModule {}
