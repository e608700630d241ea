import { Global, Module } from '@nestjs/common';
import { Cipher } from '../common/cipher.js';
import { AppConfig } from '../config/index.js';
import { DeliveryRepository } from './delivery.repository.js';
import { MessageAttemptsRepository } from './message-attempts.repository.js';
import { MessagePayloadCipher } from './message-payload.js';
import { MessageRuns } from './message-runs.service.js';
import { MessagesRepository } from './messages.repository.js';
import { OutboxSweeper } from './outbox-sweeper.service.js';
import { Outbox } from './outbox.service.js';
import { VerificationsRepository } from './verifications.repository.js';

/** Message rows and the outbox: what every channel shares. */
@Global()
@Module({
  providers: [
    MessagesRepository,
    MessageAttemptsRepository,
    VerificationsRepository,
    DeliveryRepository,
    Outbox,
    OutboxSweeper,
    MessageRuns,
    {
      provide: MessagePayloadCipher,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new MessagePayloadCipher(new Cipher(config.dataKeys)),
    },
  ],
  exports: [
    MessagesRepository,
    MessageAttemptsRepository,
    VerificationsRepository,
    DeliveryRepository,
    Outbox,
    OutboxSweeper,
    MessageRuns,
    MessagePayloadCipher,
  ],
})
export class MessagingModule {}
