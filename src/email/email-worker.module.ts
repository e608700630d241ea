import { Module } from '@nestjs/common';
import {
  messagingConfig,
  MessagingModule,
  SimulatedMessageRepository,
  type MessagingConfig,
} from '../messaging/index.js';
import { emailConfig, type EmailConfig } from './email.config.js';
import { EmailDispatchService } from './email-dispatch.service.js';
import { EmailProcessor } from './email.processor.js';
import { MailTransport } from './mail-transport.contract.js';
import { SimulationTransport } from './simulation/simulation.transport.js';
import { SmtpTransport } from './smtp/smtp.transport.js';

/** Consumes the e-mail queue. Imported by workers only, with e-mail off too: messages queued before then have to end. */
@Module({
  imports: [MessagingModule],
  providers: [
    {
      provide: MailTransport,
      inject: [emailConfig.KEY, messagingConfig.KEY, SimulatedMessageRepository],
      useFactory: (
        { smtpUrl, from }: EmailConfig,
        { timeoutMs }: MessagingConfig,
        simulated: SimulatedMessageRepository,
      ): MailTransport =>
        smtpUrl
          ? new SmtpTransport({ smtpUrl, from, timeoutMs })
          : new SimulationTransport((message) => simulated.keep(message)),
    },
    EmailDispatchService,
    EmailProcessor,
  ],
})
export class EmailWorkerModule {}
